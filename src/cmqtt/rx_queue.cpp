#include "cmqtt/rx_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace atmqtt::cmqtt {
namespace {

/// `+CMQTT<name>: <values>` as a line of the group.
template <class... Values>
void write_line(at::ResponseWriter& writer, fmt::format_string<Values...> format,
                Values&&... values) {
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), format, std::forward<Values>(values)...);
  writer.text_line({text.data(), text.size()});
}

/// The data in pieces of `chunk` octets, each behind a line that tells its size.
void write_chunks(at::ResponseWriter& writer, std::string_view name, int client_index,
                  std::string_view data, std::size_t chunk) {
  while (!data.empty()) {
    const std::string_view piece = data.substr(0, chunk);
    write_line(writer, "+CMQTT{}: {},{}", name, client_index, piece.size());
    writer.text_data(piece);
    data.remove_prefix(piece.size());
  }
}

void write_group(at::ResponseWriter& writer, int client_index, std::string_view topic,
                 std::string_view payload, const ServiceSettings& settings) {
  writer.begin_text();
  write_line(writer, "+CMQTTRXSTART: {},{},{}", client_index, topic.size(), payload.size());
  write_chunks(writer, "RXTOPIC", client_index, topic, settings.rx_topic_chunk);
  write_chunks(writer, "RXPAYLOAD", client_index, payload, settings.rx_payload_chunk);
  write_line(writer, "+CMQTTRXEND: {}", client_index);
}

/// Nothing is escaped: what tells the payload's end is its length, or the end of the line.
void write_one_line(at::ResponseWriter& writer, int client_index, std::string_view topic,
                    std::string_view payload, bool has_length) {
  fmt::memory_buffer text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "+CMQTTRECV: {},\"{}\",", client_index, topic);
  if (has_length) fmt::format_to(out, "{},", payload.size());
  fmt::format_to(out, "\"{}\"", payload);
  writer.begin_text();
  writer.text_data({text.data(), text.size()});
}

}  // namespace

void RxQueue::push(std::string_view topic, std::string_view payload, Time now) {
  const Header header{static_cast<std::uint32_t>(topic.size()),
                      static_cast<std::uint32_t>(payload.size()), now, 0};
  std::string& tail = records_.tail();
  tail.append(reinterpret_cast<const char*>(&header), sizeof(header));
  tail.append(topic).append(payload);
}

RxQueue::Header RxQueue::header_at(std::size_t offset) const {
  Header header;
  std::memcpy(&header, records_.view().data() + offset, sizeof(header));
  return header;
}

Time RxQueue::next_since() const { return header_at(begun_size_).since; }

void RxQueue::write_next(at::ResponseWriter& writer, int client_index, MessageLayout layout,
                         const ServiceSettings& settings) {
  Header header = header_at(begun_size_);
  const std::string_view record = records_.view().substr(begun_size_ + sizeof(header));
  const std::string_view topic = record.substr(0, header.topic_size);
  const std::string_view payload = record.substr(header.topic_size, header.payload_size);

  if (layout == MessageLayout::group) {
    write_group(writer, client_index, topic, payload, settings);
  } else {
    const bool has_length = layout == MessageLayout::line_with_length;
    write_one_line(writer, client_index, topic, payload, has_length);
  }

  header.end_position = writer.appended();
  std::memcpy(records_.edit().data() + begun_size_, &header, sizeof(header));
  begun_size_ += sizeof(header) + topic.size() + payload.size();
}

void RxQueue::written(std::uint64_t position) {
  while (begun_size_ > 0) {
    const Header header = header_at(0);
    if (header.end_position > position) return;
    const std::size_t size = sizeof(header) + header.topic_size + header.payload_size;
    records_.pop(size);
    begun_size_ -= size;
  }
}

}  // namespace atmqtt::cmqtt
