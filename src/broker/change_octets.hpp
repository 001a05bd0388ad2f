#pragma once

#include "broker/change.hpp"
#include "mqtt/octet_cursor.hpp"

#include <optional>
#include <string>

/// The octet form of a Change: an octet that names its kind, then its members in their order.
/// Numbers stand with the most significant octet first, texts behind their size in four octets.
namespace atmqtt::broker {

void encode(std::string& out, const Change& change);

/// Reads one change. Nothing when there is none of a known kind with all its members. Its views are
/// those of the cursor. Whether a store can apply it is for Store::can_apply().
[[nodiscard]] std::optional<Change> decode_change(mqtt::OctetCursor& octets);

}  // namespace atmqtt::broker
