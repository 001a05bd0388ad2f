#pragma once

#include "at/response_writer.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/time.hpp"
#include "base/octet_queue.hpp"

#include <cstdint>
#include <string_view>

namespace atmqtt::cmqtt {

/// How a received message is told: as the group of MB 2.3, or with argtopic as one line.
enum class MessageLayout : unsigned char {
  group,             ///< +CMQTTRXSTART … +CMQTTRXEND
  line,              ///< +CMQTTRECV: <client_index>,"<topic>","<payload>"
  line_with_length,  ///< +CMQTTRECV: <client_index>,"<topic>",<length>,"<payload>"
};

/// Received messages of one client on their way to the DTE. A message leaves the queue only when
/// its RX group is written as a whole, so that a group that a DTE has left half read is repeated to
/// the next one (E10). The owner reads nothing from the server while the queue is full, so that it
/// is bounded by limits::rx_queue_size_max, what one read brings, and one message.
class RxQueue {
 public:
  explicit RxQueue(BufferPool& pool) : records_(pool) {}

  void push(std::string_view topic, std::string_view payload, Time now);

  /// Octets of all messages in the queue.
  [[nodiscard]] std::size_t size() const { return records_.size(); }

  /// Whether a message waits whose group has not been begun.
  [[nodiscard]] bool has_next() const { return begun_size_ < records_.size(); }

  /// When that message came. Needs: has_next().
  [[nodiscard]] Time next_since() const;

  /// Writes the next message, which counts as a group in any layout. Needs: has_next().
  void write_next(at::ResponseWriter& writer, int client_index, MessageLayout layout,
                  const ServiceSettings& settings);

  /// The writer's DTE has taken all octets up to this position.
  void written(std::uint64_t position);

  /// The DTE has gone: groups that are begun are begun anew.
  void rewind() { begun_size_ = 0; }

 private:
  struct Header {
    std::uint32_t topic_size;
    std::uint32_t payload_size;
    Time since;
    std::uint64_t end_position;  ///< of the group in the writer's output, once it is begun
  };

  [[nodiscard]] Header header_at(std::size_t offset) const;

  OctetQueue records_;
  std::size_t begun_size_ = 0;  ///< octets of records whose groups are in the writer
};

}  // namespace atmqtt::cmqtt
