#include "scenario/broken_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace atmqtt::scenario {
namespace {

using namespace std::string_view_literals;
using mqtt::PacketType;

constexpr std::array server_packets = {
    PacketType::connack, PacketType::suback, PacketType::unsuback, PacketType::puback,
    PacketType::pubrec,  PacketType::pubrel, PacketType::pubcomp,  PacketType::pingresp};

/// Longer than any time limit of the session, shorter than its keep alive time.
constexpr Duration longest_limit = std::chrono::seconds(121);
constexpr Duration keep_alive = std::chrono::seconds(600);

/// What a result may be. 1 is a SUBACK that refuses, 27 to 31 a CONNACK that does.
bool is_documented_result(const Step& step, int err) {
  if (step.kind != Kind::connect) {
    constexpr std::array errs = {0, 1, 6, 17, 24};
    return std::ranges::find(errs, err) != errs.end();
  }
  constexpr std::array errs = {0, 17, 24, 26, 27, 28, 29, 30, 31};
  return std::ranges::find(errs, err) != errs.end();
}

std::string result_text(const Step& step, int err) {
  return fmt::format("{}: {},{}", name_of(step), step.client, err);
}

}  // namespace

const std::vector<BrokenSession::Exchange>& BrokenSession::exchanges() {
  // The letter i stands for the two octets of the identifier; no other octet has its value.
  static const std::vector<Exchange> all = {
      {connect(0), "\x20\x02\x00\x00"sv},
      {subscribe_one(0, "in/#", 2), "\x90\x03i\x02"sv},
      {{}, "\x30\x05\x00\x01\x61xy"sv},
      {{}, "\x32\x07\x00\x01\x62\x00\x07xy"sv},
      {{}, "\x34\x07\x00\x01\x63\x00\x08xy"sv},
      {{}, "\x62\x02\x00\x08"sv},
      {topic(0, "t"), ""sv},
      {publish(0, 1), "\x40\x02i"sv},
      {topic(0, "t"), ""sv},
      {publish(0, 2), "\x50\x02i\x70\x02i"sv},
      {unsubscribe_one(0, "in/#"), "\xB0\x02i"sv},
      {idle(0), "\xD0\x00"sv},
  };
  return all;
}

std::vector<std::string> BrokenSession::packets_of(const Exchange& exchange, int identifier) {
  std::string octets;
  for (const char octet : exchange.packets) {
    if (octet != 'i') {
      octets += octet;
      continue;
    }
    octets += static_cast<char>(identifier >> 8);
    octets += static_cast<char>(identifier & 0xFF);
  }
  // All Remaining Lengths are of one octet.
  std::vector<std::string> packets;
  while (!octets.empty()) {
    const std::size_t size = 2 + static_cast<std::size_t>(octets[1]);
    packets.push_back(octets.substr(0, size));
    octets.erase(0, size);
  }
  return packets;
}

BrokenSession::BrokenSession(int version, std::size_t piece_size, Damage damage)
    : world_(config_),
      host_(world_),
      version_(version),
      damage_(damage),
      packets_max_(std::numeric_limits<std::size_t>::max()) {
  world_.set_piece_size(piece_size);
  for (const PacketType type : server_packets) world_.server(0).withhold(type);
}

void BrokenSession::play_packets(std::size_t count) {
  packets_max_ = count;
  play();
}

void BrokenSession::play() {
  for (const Step& step :
       {start(), acquire(0, "client", version_), acquire(1, "other", version_)}) {
    if (host_.command(line_of(step)) != "OK") note(line_of(step) + " is refused");
  }
  for (const Exchange& exchange : exchanges()) {
    if (packet_count_ == packets_max_) return;
    if (exchange.step) begin(*exchange.step);
    answer(exchange);
    // A host takes its time, so that what was received is not held back by the gap behind a result.
    host_.pass(std::chrono::seconds(1));
    if (packet_count_ < packets_max_) wait_for_result();
  }
}

void BrokenSession::begin(const Step& step) {
  if (step.kind == Kind::idle) return host_.pass(keep_alive);
  const bool is_possible = step.kind == Kind::connect || is_connected_as_told();
  told_before_ = host_.announced().size();
  std::string code = host_.command(line_of(step));
  if (code == ">") code = host_.enter(step.text);
  // A PUB behind a TOPIC that was refused has no topic, but is not connected either.
  if (code != (is_possible ? "OK" : "ERROR")) {
    note(fmt::format("{} is answered by {}", line_of(step), code));
  }
  if (code == "OK" && has_network_result(step)) pending_ = step;
}

void BrokenSession::answer(const Exchange& exchange) {
  for (const std::string& packet : packets_of(exchange, last_identifier())) {
    if (packet_count_ == packets_max_) return;
    send(packet);
    ++packet_count_;
  }
}

void BrokenSession::send(std::string_view packet) {
  std::string octets;
  for (const char octet : packet) {
    const bool is_here = octet_count_++ == damage_.position;
    if (is_over_) continue;
    octets += is_here ? damaged(octet) : std::string(1, octet);
  }
  if (!world_.is_link_open(0)) return;
  world_.server(0).send(octets);
  if (is_over_) end(damage_.kind);
  host_.read();
}

/// What is sent in the place of the octet.
std::string BrokenSession::damaged(char octet) {
  const char value = static_cast<char>(damage_.value);
  switch (damage_.kind) {
    case Damage::Kind::none: return {octet};
    case Damage::Kind::replace: return {value};
    case Damage::Kind::insert: return {value, octet};
    case Damage::Kind::flip: return {static_cast<char>(octet ^ value)};
    case Damage::Kind::close:
    case Damage::Kind::reset:
    case Damage::Kind::silence: is_over_ = true; return {};
  }
  return {};
}

void BrokenSession::end(Damage::Kind kind) {
  world_.settle();
  if (kind == Damage::Kind::close) world_.server(0).close();
  if (kind == Damage::Kind::reset) world_.server(0).reset();
}

void BrokenSession::send_instead(std::string_view octets, Damage::Kind kind) {
  if (world_.is_link_open(0)) {
    world_.server(0).send(octets);
    end(kind);
  }
  host_.read();
  wait_for_result();
}

/// The result of the step must come, once, and be one of those that are documented.
void BrokenSession::wait_for_result() {
  if (!pending_) return;
  const Step step = *std::exchange(pending_, std::nullopt);
  const std::string beginning = fmt::format("{}: {},", name_of(step), step.client);
  const auto results = [&] {
    std::vector<std::string> texts;
    for (std::size_t i = told_before_; i < host_.announced().size(); ++i) {
      const std::string& text = host_.announced()[i];
      if (text.starts_with(beginning)) texts.push_back(text.substr(beginning.size()));
    }
    return texts;
  };
  if (results().empty()) host_.pass(longest_limit);
  const std::vector<std::string> texts = results();
  if (texts.size() != 1) {
    note(fmt::format("{} has {} results", line_of(step), texts.size()));
  } else if (!is_documented_result(step, std::stoi(texts.front()))) {
    note(fmt::format("{} has the result {}", line_of(step), texts.front()));
  }
}

bool BrokenSession::is_connected_as_told() const {
  bool is_connected = false;
  for (const std::string& text : host_.announced()) {
    if (text == "+CMQTTCONNECT: 0,0") is_connected = true;
    if (text.starts_with("+CMQTTCONNLOST: 0,")) is_connected = false;
  }
  return is_connected;
}

int BrokenSession::last_identifier() {
  const std::vector<std::string>& received = world_.server(0).received();
  if (received.empty()) return 0;
  const std::size_t begin = received.back().find(" id=");
  return begin == std::string::npos ? 0 : std::stoi(received.back().substr(begin + 4));
}

void BrokenSession::recover() {
  // Whatever can still end by itself ends in this time; the server answers nothing.
  host_.pass(keep_alive + keep_alive);
  const bool is_connected = is_connected_as_told();
  host_.command("AT+CMQTTDISC?");
  const std::string state = host_.information().empty() ? "" : host_.information().front();
  if (state != fmt::format("+CMQTTDISC: 0,{:d}", !is_connected)) {
    note(fmt::format("the host was not told of {}", state));
  }
  const std::string code = host_.command("AT+CMQTTDISC=0,0");
  if (code != (is_connected ? "OK" : "ERROR")) note("DISC is answered by " + code);
  world_.server(0).release();
  for (const Step& step :
       {release(0), release(1), stop(), start(), acquire(0, "again", version_), connect(0),
        topic(0, "t"), payload(0, "payload"), publish(0, 2), disconnect(0), release(0), stop()}) {
    succeed(step);
  }
  if (!world_.modem().is_quiet()) note("the modem is not quiet at the end");
}

void BrokenSession::succeed(const Step& step) {
  std::string code = host_.command(line_of(step));
  if (code == ">") code = host_.enter(step.text);
  if (code != "OK") note(fmt::format("{} is answered by {} behind it all", line_of(step), code));
  if (!has_network_result(step)) return;
  if (host_.announced().empty() || host_.announced().back() != result_text(step, 0)) {
    note(line_of(step) + " does not succeed behind it all");
  }
}

void BrokenSession::note(const std::string& problem) {
  if (problem_.empty()) problem_ = problem;
}

std::string BrokenSession::problem() const {
  if (!host_.violation().empty()) return host_.violation();
  if (problem_.empty()) return {};
  return fmt::format("{}\nannounced: {}", problem_, fmt::join(host_.announced(), " | "));
}

std::vector<std::string> BrokenSession::documented_end(Damage damage) {
  const bool is_silent = damage.kind == Damage::Kind::silence;
  const int cause = damage.kind == Damage::Kind::close ? 1 : 2;
  const std::string lost = fmt::format("+CMQTTCONNLOST: 0,{}", cause);
  std::vector<std::string> told = {"+CMQTTSTART: 0"};
  std::size_t begin = 0;
  bool is_over = false;
  for (const Exchange& exchange : exchanges()) {
    const bool has_result = exchange.step && has_network_result(*exchange.step);
    std::size_t size = 0;
    for (const std::string& packet : packets_of(exchange, 0)) size += packet.size();
    const bool is_hit = !is_over && damage.position >= begin && damage.position < begin + size;
    begin += size;
    if (!is_over && !is_hit) {
      if (has_result) told.push_back(result_text(*exchange.step, 0));
      constexpr int publish_type = 3;
      const bool is_message =
          size > 0 && static_cast<unsigned char>(exchange.packets[0]) >> 4 == publish_type;
      if (is_message) told.push_back(std::string("message ") + exchange.packets[4]);
      continue;
    }
    is_over = true;
    const bool is_connect = has_result && exchange.step->kind == Kind::connect;
    // In silence the connection stands: each operation has its own time limit, and PINGREQ fails in
    // the end (D4).
    const int lost_err = is_connect ? 26 : 6;
    if (has_result) told.push_back(result_text(*exchange.step, is_silent ? 17 : lost_err));
    if (is_connect) return told;
    if (is_silent) continue;
    told.push_back(lost);
    return told;
  }
  told.insert(told.end(), {"+CMQTTPING: 0,17", lost});
  return told;
}

}  // namespace atmqtt::scenario
