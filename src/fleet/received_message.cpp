#include "fleet/received_message.hpp"

#include <algorithm>
#include <charconv>

namespace atmqtt::fleet {
namespace {

using Kind = GroupRead::Kind;

/// Takes octets from the front of an output; once something is missing or different, nothing more
/// is taken.
class Reader {
 public:
  explicit Reader(std::string_view output) : rest_(output), size_(output.size()) {}

  void take(std::string_view expected) {
    if (kind_ != Kind::complete) return;
    const std::size_t size = std::min(expected.size(), rest_.size());
    if (rest_.substr(0, size) != expected.substr(0, size)) {
      kind_ = Kind::different;
    } else if (size < expected.size()) {
      kind_ = Kind::incomplete;
    } else {
      rest_.remove_prefix(size);
    }
  }

  std::size_t take_number() {
    std::size_t number = 0;
    if (kind_ != Kind::complete) return number;
    const char* const end = rest_.data() + rest_.size();
    const auto [stop, error] = std::from_chars(rest_.data(), end, number);
    if (stop == end) {
      kind_ = Kind::incomplete;  // Further digits may follow.
    } else if (error != std::errc()) {
      kind_ = Kind::different;
    } else {
      rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    }
    return number;
  }

  void take_octets(std::size_t count, std::string& out) {
    if (kind_ == Kind::complete && rest_.size() < count) kind_ = Kind::incomplete;
    if (kind_ != Kind::complete) return;
    out += rest_.substr(0, count);
    rest_.remove_prefix(count);
  }

  /// Takes `size` octets in chunks, each behind a line with its client and size.
  void take_chunks(std::string_view line, std::size_t client, std::size_t size, std::string& out) {
    out.clear();
    while (kind_ == Kind::complete && out.size() < size) {
      take(line);
      if (take_number() != client && kind_ == Kind::complete) kind_ = Kind::different;
      take(",");
      const std::size_t chunk = take_number();
      if (kind_ == Kind::complete && (chunk == 0 || chunk > size - out.size())) {
        kind_ = Kind::different;
      }
      take("\r\n");
      take_octets(chunk, out);
      take("\r\n");
    }
  }

  [[nodiscard]] GroupRead result() const { return {kind_, size_ - rest_.size()}; }

 private:
  std::string_view rest_;
  std::size_t size_;
  Kind kind_ = Kind::complete;
};

}  // namespace

GroupRead read_rx_group(std::string_view output, ReceivedMessage& message) {
  Reader reader(output);
  reader.take("\r\n+CMQTTRXSTART: ");
  const std::size_t client = reader.take_number();
  reader.take(",");
  const std::size_t topic_size = reader.take_number();
  reader.take(",");
  const std::size_t payload_size = reader.take_number();
  reader.take("\r\n");
  reader.take_chunks("+CMQTTRXTOPIC: ", client, topic_size, message.topic);
  reader.take_chunks("+CMQTTRXPAYLOAD: ", client, payload_size, message.payload);
  reader.take("+CMQTTRXEND: ");
  if (reader.take_number() != client && reader.result().kind == Kind::complete) {
    return {Kind::different};
  }
  reader.take("\r\n");
  message.client = static_cast<int>(client);
  return reader.result();
}

}  // namespace atmqtt::fleet
