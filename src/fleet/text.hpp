#pragma once

#include "atmqtt/config.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::fleet {

/// What the placeholders of a text stand for at one moment on one modem.
struct Values {
  std::uint32_t modem{};             ///< its number
  const DeviceSettings* settings{};  ///< from which its IMEI comes
  std::uint32_t pass{};              ///< of the innermost repetition, from 1
  std::uint64_t random{};            ///< of which the lower 32 bits are shown
  std::int64_t time_us{};            ///< since 1970, 16 digits
  std::string_view broker{};         ///< HOST:PORT
  std::size_t data_length = 0;       ///< octets of the data that is entered next
};

/// Octets in which placeholders stand for what differs from modem to modem and from time to time:
///
///     {modem}   the number of the modem
///     {imei}    its IMEI, 15 digits
///     {n}       the pass of the innermost repetition, from 1
///     {random}  8 hexadecimal digits, new each time
///     {time}    microseconds since 1970, 16 digits
///     {broker}  the address of the modem's broker, HOST:PORT
///     {length}  the number of octets of the data that is entered next
///     {any}     at the end of a text that is expected: whatever follows
///
/// Other braces are octets as all others, so that JSON can be written as it is.
class Text {
 public:
  enum class Placeholder : unsigned char {
    none,
    modem,
    imei,
    n,
    random,
    time,
    broker,
    length,
    any
  };
  enum class Use : unsigned char { sent, expected };

  Text() = default;

  /// The error is a sentence without the place: a name in braces that is none of the placeholders,
  /// or one that has no sense for this use.
  [[nodiscard]] static tl::expected<Text, std::string> parse(std::string_view octets, Use use);

  [[nodiscard]] bool uses(Placeholder placeholder) const;

  /// Appends the octets with the values in their places. Needs: the text was parsed to be sent, and
  /// settings where {imei} is used.
  void append_to(std::string& out, const Values& values) const;

  /// Whether the octets are what is expected. The time that stands in the place of {time} goes to
  /// `sent_us`, if there is one. Needs: the text was parsed to be expected.
  [[nodiscard]] bool match(std::string_view octets, const Values& values,
                           std::optional<std::int64_t>& sent_us) const;

  [[nodiscard]] const std::string& written() const { return written_; }

 private:
  struct Name;

  /// A placeholder, or none, and what stands literally behind it.
  struct Piece {
    Placeholder placeholder = Placeholder::none;
    std::string literal;
  };

  static const Name names[];

  std::string written_;
  std::vector<Piece> pieces_;
};

}  // namespace atmqtt::fleet
