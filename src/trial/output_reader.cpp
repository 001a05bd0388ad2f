#include "trial/output_reader.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <utility>

namespace atmqtt::trial {
namespace {

constexpr std::string_view line_end = "\r\n";

/// Reads `<name>: <client>,<size>` CR LF and the octets behind it, several times, until there are
/// `size`. Nothing: it is not whole yet.
std::optional<std::string> take_chunks(std::string_view& rest, std::string_view name, int client,
                                       std::size_t size, std::string& fault) {
  std::string octets;
  const std::string prefix = fmt::format("{}: {},", name, client);
  while (octets.size() < size) {
    if (rest.size() < prefix.size() + 8 && rest.find(line_end) == std::string_view::npos) return {};
    if (!rest.starts_with(prefix)) {
      fault = fmt::format("an RX group is interrupted by \"{}\"", escape(rest.substr(0, 40)));
      return {};
    }
    rest.remove_prefix(prefix.size());
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (error != std::errc() || count == 0 || octets.size() + count > size) {
      fault = "a chunk of an RX group has a wrong size";
      return {};
    }
    if (rest.size() < 2 * line_end.size() + count) return {};
    octets += rest.substr(line_end.size(), count);
    if (rest.substr(line_end.size() + count, line_end.size()) != line_end) {
      fault = "no CR LF stands behind a chunk of an RX group";
      return {};
    }
    rest.remove_prefix(2 * line_end.size() + count);
  }
  return octets;
}

}  // namespace

std::vector<Item> OutputReader::read(std::string_view octets) {
  std::vector<Item> items;
  if (is_broken_) return items;
  rest_ += octets;
  while (!is_broken_) {
    auto item = next();
    if (!item) break;
    is_broken_ = std::holds_alternative<Broken>(*item);
    items.push_back(std::move(*item));
  }
  return items;
}

std::optional<Item> OutputReader::next() {
  while (rest_.starts_with(line_end)) rest_.erase(0, line_end.size());
  if (rest_.starts_with('>')) {
    rest_.erase(0, 1);
    return Prompt{};
  }
  if (rest_.starts_with("+CMQTTRXSTART: ")) return read_group();
  const std::size_t end = rest_.find(line_end);
  if (end == std::string::npos) return std::nullopt;
  std::string text = rest_.substr(0, end);
  rest_.erase(0, end + line_end.size());
  if (text == "OK") return FinalCode{std::move(text), true};
  if (text == "ERROR" || text.starts_with("+CME ERROR: ")) return FinalCode{std::move(text), false};
  return TextLine{std::move(text)};
}

std::optional<Item> OutputReader::read_group() {
  const std::size_t end = rest_.find(line_end);
  if (end == std::string::npos) return std::nullopt;
  Group group;
  std::size_t topic_size = 0;
  std::size_t payload_size = 0;
  if (std::sscanf(rest_.substr(0, end).c_str(), "+CMQTTRXSTART: %d,%zu,%zu", &group.client,
                  &topic_size, &payload_size) != 3) {
    return Broken{"a malformed RXSTART"};
  }
  std::string fault;
  std::string_view rest = std::string_view(rest_).substr(end + line_end.size());
  auto topic = take_chunks(rest, "+CMQTTRXTOPIC", group.client, topic_size, fault);
  if (!fault.empty()) return Broken{fault};
  if (!topic) return std::nullopt;
  auto payload = take_chunks(rest, "+CMQTTRXPAYLOAD", group.client, payload_size, fault);
  if (!fault.empty()) return Broken{fault};
  if (!payload) return std::nullopt;
  const std::string last = fmt::format("+CMQTTRXEND: {}\r\n", group.client);
  if (rest.size() < last.size()) return std::nullopt;
  if (!rest.starts_with(last)) return Broken{"an RX group without RXEND"};
  rest.remove_prefix(last.size());
  group.topic = std::move(*topic);
  group.payload = std::move(*payload);
  rest_.erase(0, rest_.size() - rest.size());
  return group;
}

std::optional<ClientResult> client_result(std::string_view line) {
  const std::size_t colon = line.find(": ");
  if (!line.starts_with("+CMQTT") || colon == std::string_view::npos) return std::nullopt;
  ClientResult result;
  result.name = line.substr(0, colon);
  const std::string values(line.substr(colon + 2));
  int used = 0;
  if (std::sscanf(values.c_str(), "%d,%d%n", &result.client, &result.err, &used) != 2 ||
      static_cast<std::size_t>(used) != values.size()) {
    return std::nullopt;
  }
  return result;
}

}  // namespace atmqtt::trial
