#include "scenario/documented_modem.hpp"

#include "sim/rx_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace atmqtt::scenario {
namespace {

constexpr Duration prompt_timeout = std::chrono::seconds(60);  // B10
constexpr Duration urc_gap = std::chrono::milliseconds(5);     // E7
constexpr Duration rx_hold_max = std::chrono::seconds(5);      // E8
constexpr sim::RxChunks rx_chunks = {.topic = 1024, .payload = 1500};

constexpr int timeout_err = 17;

}  // namespace

std::string line(std::string_view text) { return fmt::format("\r\n{}\r\n", text); }

std::string DocumentedModem::take_output() { return std::exchange(output_, {}); }

// -- The line -----------------------------------------------------------------------------------

void DocumentedModem::answer(std::string_view text) {
  if (!is_host_away_) output_ += text;
}

void DocumentedModem::result(std::string_view text, Time now) {
  if (is_host_away_) return;
  urc(text);
  last_result_ = now;
}

void DocumentedModem::urc(std::string_view text) {
  if (!is_host_away_) (entering_ ? held_ : output_) += line(text);
}

void DocumentedModem::urc(int client, std::string_view name, int value) {
  if (this->client(client).acturc) urc(fmt::format("{}: {},{}", name, client, value));
}

void DocumentedModem::prompt(const Step& step, Time now) {
  answer("\r\n>");
  entering_ = step;
  last_octet_ = now;
}

void DocumentedModem::end_entry() {
  entering_.reset();
  output_ += std::exchange(held_, {});
}

void DocumentedModem::leave() {
  is_host_away_ = true;
  entering_.reset();
  held_.clear();
}

// -- What the host does -------------------------------------------------------------------------

std::optional<int> DocumentedModem::refusal(const Step& step) const {
  const Need need = need_of(step);
  if (need == Need::nothing) return {};
  if (!is_started_) return 9;
  if (need == Need::service) return {};
  if (!client(step.client).is_acquired) return 20;
  if (need == Need::connection && !client(step.client).is_connected) return 11;
  const bool is_cache_empty =
      (step.kind == Kind::publish && client(step.client).topic.empty()) ||
      (step.kind == Kind::subscribe_cached && client(step.client).subtopics.empty()) ||
      (step.kind == Kind::unsubscribe_cached && client(step.client).unsubtopics.empty());
  if (is_cache_empty) return 18;
  return {};
}

bool DocumentedModem::enter(const Step& step, Time now) {
  const std::optional<int> err = refusal(step);
  if (err) {
    answer(line(fmt::format("{}: {},{}", name_of(step), step.client, *err)) + line("ERROR"));
    end_entry();
    return false;
  }
  answer(line("OK"));
  end_entry();
  if (step.kind == Kind::start || step.kind == Kind::stop) {
    is_started_ = step.kind == Kind::start;
    has_data_connection_ |= is_started_;
    if (step.kind == Kind::stop) {
      for (int i = 0; i < 2; ++i) client(i).ssl_ctx_index = i;
    }
    result(fmt::format("{}: 0", name_of(step)), now);
    return true;
  }
  DocumentedClient& client = this->client(step.client);
  client.accept(step);
  // Behind DISCONNECT nothing is sent any more, PINGREQ neither.
  if (step.kind == Kind::disconnect) spare(step.client);
  if (has_network_result(step)) {
    pending_.at(at(step.client)) = Pending{step, now + client.limit_of(step)};
  }
  return true;
}

void DocumentedModem::give_up(const Step& disconnect, bool is_stuck, Time now) {
  const bool is_connecting = !client(disconnect.client).is_connected;
  answer(line("OK"));
  complete(disconnect.client, traits_of(Failure::host_disconnects).pending_err, now);
  const Duration limit = client(disconnect.client).limit_of(disconnect);
  pending_.at(at(disconnect.client)) = Pending{disconnect, now + limit};
  if (is_connecting || !is_stuck) complete(disconnect.client, 0, now);
  spare(disconnect.client);
}

// -- What server, network and time do -----------------------------------------------------------

void DocumentedModem::complete(int client, int err, Time now) {
  auto& slot = pending_.at(at(client));
  const std::optional<Pending> pending = std::exchange(slot, std::nullopt);
  result(fmt::format("{}: {},{}", name_of(pending->step), client, err), now);
  if (pending->step.kind == Kind::disconnect) {
    this->client(client).disconnect();
    spare(client);
  } else if (pending->step.kind == Kind::connect && err != 0) {
    this->client(client).fail_connect();
  }
}

void DocumentedModem::receive(int client, const Incoming& incoming, Time now) {
  if (!this->client(client).acturc) return;
  groups_.push_back(
      {client, sim::rx_group(client, incoming.topic, incoming.payload, rx_chunks), now});
}

void DocumentedModem::lose(int client, int pending_err, int cause, Time now) {
  auto& pending = pending_.at(at(client));
  if (pending) {
    result(fmt::format("{}: {},{}", name_of(pending->step), client, pending_err), now);
    pending.reset();
  }
  spare(client);
  this->client(client).lose_connection();
  urc(client, "+CMQTTCONNLOST", cause);
}

void DocumentedModem::lose_network(Time now) {
  // START has made the data connection, and STOP leaves it.
  if (!has_data_connection_) return;
  has_data_connection_ = false;
  urc("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY");
  if (!is_started_) return;
  const FailureTraits& traits = traits_of(Failure::network_lost);
  for (int i = 0; i < 2; ++i) {
    if (client(i).is_connected) {
      lose(i, traits.pending_err, traits.cause, now);
    } else if (is_pending(i)) {
      complete(i, traits.connect_err, now);
    }
    // D3: the service is stopped and its clients are released; D8: their contexts are theirs again.
    const auto server_session = client(i).server_session;
    client(i) = DocumentedClient(i);
    client(i).server_session = server_session;
  }
  is_started_ = false;
  urc("+CMQTTNONET");
}

void DocumentedModem::fail(int client, Failure failure, Time now) {
  const FailureTraits& traits = traits_of(failure);
  if (failure == Failure::network_lost) return lose_network(now);
  if (!this->client(client).is_connected) return complete(client, traits.connect_err, now);
  // Behind our DISCONNECT nothing that the server sends counts.
  const auto& pending = pending_.at(at(client));
  const bool is_ending = pending && pending->step.kind == Kind::disconnect;
  const bool is_end_of_link = failure == Failure::close || failure == Failure::half_packet ||
                              failure == Failure::forgetful || failure == Failure::reset;
  if (is_ending && !is_end_of_link) return;
  lose(client, traits.pending_err, traits.cause, now);
}

void DocumentedModem::doom(int client, Time ping_time, int ping_err) {
  const auto& pending = pending_.at(at(client));
  const bool is_ending = pending && pending->step.kind == Kind::disconnect;
  if (!this->client(client).is_connected || is_ending) return;
  doom_.at(at(client)) = Doom{ping_time + this->client(client).ping_limit(), ping_err};
}

Time DocumentedModem::group_time(const Group& group) const {
  if (entering_ || is_host_away_) return never;
  const auto& pending = pending_.at(at(group.client));
  const bool is_held = pending && pending->step.kind != Kind::disconnect;
  Time time = is_held ? group.since + rx_hold_max : group.since;
  if (last_result_ != Time::min()) time = std::max(time, last_result_ + urc_gap);
  return time;
}

Time DocumentedModem::next_time() const {
  Time time = entering_ ? last_octet_ + prompt_timeout : never;
  for (const auto& each : pending_) time = std::min(time, each ? each->limit : never);
  for (const auto& each : doom_) time = std::min(time, each ? each->time : never);
  for (const Group& each : groups_) time = std::min(time, group_time(each));
  return time;
}

void DocumentedModem::pass(Time now) {
  if (entering_ && now >= last_octet_ + prompt_timeout) {
    answer(line(fmt::format("{}: {},{}", name_of(*entering_), entering_->client, timeout_err)));
    answer(line("ERROR"));
    end_entry();
  }
  for (int i = 0; i < 2; ++i) {
    if (pending_.at(at(i)) && now >= pending_.at(at(i))->limit) complete(i, timeout_err, now);
    if (!doom_.at(at(i)) || now < doom_.at(at(i))->time) continue;
    urc(i, "+CMQTTPING", doom_.at(at(i))->ping_err);
    // D2: what pended gets 6, and the cause is 2.
    lose(i, 6, 2, now);
  }
  while (!groups_.empty() && now >= group_time(groups_.front())) {
    answer(groups_.front().octets);
    groups_.erase(groups_.begin());
  }
}

// -- What is read back --------------------------------------------------------------------------

std::string DocumentedModem::answer_to_read(std::string_view name) const {
  if (!is_started_) return line("ERROR");
  std::string text = "\r\n";
  for (int i = 0; i < 2; ++i) {
    const DocumentedClient& client = this->client(i);
    text += fmt::format("+CMQTT{}: {}", name, i);
    if (name == "ACCQ") text += fmt::format(",\"{}\",0", client.client_id);
    if (name == "CONNECT") text += client.connect_values();
    if (name == "DISC") text += client.is_connected ? ",0" : ",1";
    if (name == "SSLCFG") text += fmt::format(",{}", client.ssl_ctx_index);
    if (name == "CFG") text += fmt::format(",{:d},{}", client.check_utf8, client.optimeout_s);
    text += "\r\n";
  }
  return text + line("OK");
}

}  // namespace atmqtt::scenario
