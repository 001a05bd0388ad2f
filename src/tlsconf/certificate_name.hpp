#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::tlsconf {

/// Why a name cannot be that of a certificate, in words, or nothing when it can: it ends in .pem or
/// .der, has something in front of that, is UTF-8, and holds no path separator, quote or control
/// octet; nor does it begin with a dot. Its length is the command's to check.
[[nodiscard]] std::optional<std::string_view> fault_of_name(std::string_view name);

/// A name that SIMCom's commands write as {non-ascii}"<hex>": the hexadecimal octets of a text in
/// which characters beyond ASCII are numeric entities (&#x4E2D;). Nothing when it is none.
[[nodiscard]] std::optional<std::string> decode_non_ascii(std::string_view hex);

/// The inverse. Needs: `name` is UTF-8.
[[nodiscard]] std::string encode_non_ascii(std::string_view name);

[[nodiscard]] bool is_ascii(std::string_view name);

}  // namespace atmqtt::tlsconf
