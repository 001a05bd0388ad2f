#include "cmqtt/service.hpp"

#include "base/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace atmqtt::cmqtt {
namespace {

/// How the refusals of a demand are laid out.
enum class Layout : unsigned char {
  code_and_error,  ///< +CMD: [i,]err, ERROR
  code_and_ok,     ///< +CMQTTCFG: i,err, OK, as the chapter prints it (C4)
  bare_error,
};

Layout layout_of(Demand demand, const ServiceSettings& settings) {
  if (demand == Demand::bind) return Layout::bare_error;
  if (demand != Demand::configure) return Layout::code_and_error;
  return settings.cfg_refusal_ok ? Layout::code_and_ok : Layout::bare_error;
}

}  // namespace

Service::Service(Environment& environment)
    : environment_(environment), clients_{{{environment, 0}, {environment, 1}}} {
  environment.packet_data.add_user(*this);
}

at::Reply Service::refusal(Demand demand, std::optional<int> client_index, Err err,
                           std::string why) const {
  const int code = static_cast<int>(err);
  const Layout layout = layout_of(demand, environment_.config.settings);
  if (layout == Layout::bare_error) {
    return at::Reply::error(fmt::format("{} (err {})", why, code));
  }
  at::Reply reply = at::Reply::error(std::move(why));
  if (layout == Layout::code_and_ok) reply.kind = at::Reply::Kind::ok;
  if (client_index) return std::move(reply).with(*client_index, code);
  return std::move(reply).with(code);
}

at::Reply Service::refuse_specially(Answer answer, Demand demand, std::optional<int> client_index,
                                    std::string why) const {
  if (answer.err == 0) return at::Reply::ok();
  if (answer.err == Answer::bare_error) return at::Reply::error(std::move(why));
  return refusal(demand, client_index, static_cast<Err>(answer.err), std::move(why));
}

std::optional<at::Reply> Service::admit(Demand demand, std::optional<int> client_index) {
  const ServiceSettings& settings = environment_.config.settings;
  if (demand == Demand::start) {
    if (!is_started_) return {};
    return refuse_specially(settings.start_repeated, demand, {},
                            std::string(text_of(Err::network_is_opened)));
  }
  if (!is_started_) {
    if (demand == Demand::stop) {
      return refuse_specially(settings.stop_stopped, demand, {},
                              std::string(text_of(Err::network_not_opened)));
    }
    return refuse_specially(settings.start_needed, demand, client_index,
                            std::string(text_of(Err::network_not_opened)));
  }
  if (demand == Demand::stop) {
    if (std::ranges::none_of(clients_, &Client::holds_service)) return {};
    return refuse_specially(settings.stop_acquired, demand, {},
                            std::string(text_of(Err::client_not_released)));
  }
  // CFG has options that are no client's.
  return client_index ? admit_client(demand, *client_index) : std::nullopt;
}

std::optional<at::Reply> Service::admit_client(Demand demand, int client_index) {
  if (client_index >= client_count) {
    return refusal(demand, client_index, Err::client_index_error,
                   std::string(text_of(Err::client_index_error)));
  }
  const ServiceSettings& settings = environment_.config.settings;
  const Client& client = this->client(client_index);
  const Err err = cmqtt::refusal(demand, client.state());
  if (err == Err::client_is_used) {
    return refuse_specially(settings.accq_repeated, demand, client_index,
                            std::string(text_of(err)));
  }
  if (err == Err::client_not_acquired && demand == Demand::release) {
    return refuse_specially(settings.rel_free, demand, client_index, std::string(text_of(err)));
  }
  if (err != Err::success) {
    return refusal(demand, client_index, err,
                   fmt::format("the client {}", text_of(client.state())));
  }
  if (demand == Demand::publish && !client.has_room_to_publish()) {
    return refusal(demand, client_index, Err::client_busy,
                   "too many of its messages are unfinished");
  }
  return {};
}

std::optional<at::Reply> Service::admit_read(Demand) const {
  if (is_started_) return {};
  return at::Reply::error(std::string(text_of(Err::network_not_opened)));
}

at::Reply Service::refuse(Demand demand, std::optional<int> client_index,
                          const at::Fault& fault) const {
  std::string why = at::explain(fault);
  switch (fault.kind) {
    case at::Fault::Kind::length:
      return refusal(demand, client_index, Err::length_out_of_range, std::move(why));
    case at::Fault::Kind::quoted_number:
      return refuse_specially(environment_.config.settings.number_quoted, demand, client_index,
                              std::move(why));
    case at::Fault::Kind::number:
    case at::Fault::Kind::syntax:
    case at::Fault::Kind::surplus: break;
  }
  return refusal(demand, client_index, Err::invalid_parameter, std::move(why));
}

at::Reply Service::expire(Demand demand, std::optional<int> client_index) const {
  return refusal(demand, client_index, Err::timeout, "the data did not come in time");
}

/// `was_online`: the data connection stood before the command (A3).
at::Reply Service::report(std::string_view name, ResultOrder order, bool was_online, Err err,
                          std::optional<int> cid) {
  const int code = static_cast<int>(err);
  const bool is_result_first = order == ResultOrder::result_first ||
                               (order == ResultOrder::result_first_when_online && was_online);
  if (is_result_first && cid) return at::Reply::ok().with(code, *cid);
  if (is_result_first) return at::Reply::ok().with(code);
  std::string text = fmt::format("{}: {}", name, code);
  if (cid) text += fmt::format(",{}", *cid);
  environment_.line.post_result(text);
  return at::Reply::ok();
}

void Service::set_cid(int cid) {
  cid_ = cid;
  for (Client& client : clients_) client.set_cid({});
}

at::Reply Service::start(std::optional<int> cid) {
  const bool was_online = environment_.packet_data.is_open();
  if (!environment_.packet_data.open()) {
    environment_.observer.on_why("why START -> 1: the module has no data connection");
    return report("+CMQTTSTART", ResultOrder::ok_first, was_online, Err::failed, cid);
  }
  is_started_ = true;
  if (cid) set_cid(*cid);
  return report("+CMQTTSTART", environment_.config.settings.start_order, was_online, Err::success,
                cid);
}

at::Reply Service::stop(std::optional<int> cid) {
  is_started_ = false;
  for (Client& client : clients_) {
    client.unbind();
    if (client.state() != ClientState::released) client.release();
  }
  return report("+CMQTTSTOP", environment_.config.settings.stop_order,
                environment_.packet_data.is_open(), Err::success, cid);
}

void Service::on_network_lost() {
  if (!is_started_) return;
  for (Client& client : clients_) client.lose_network();
  is_started_ = false;
  environment_.line.post_urc("+CMQTTNONET");
  environment_.observer.on_why("why NONET: the data connection of the module has gone");
}

void Service::on_time() {
  for (Client& client : clients_) client.on_time();
}

Time Service::deadline() const {
  Time deadline = never;
  for (const Client& client : clients_) deadline = std::min(deadline, client.deadline());
  return deadline;
}

void Service::settle() {
  for (Client& client : clients_) {
    client.deliver();
    client.settle();
  }
}

void Service::dte_written() {
  for (Client& client : clients_) client.dte_written();
}

void Service::dte_closed() {
  for (Client& client : clients_) client.dte_closed();
}

void Service::shut_down() {
  is_shut_down_ = true;
  for (Client& client : clients_) client.shut_down();
}

bool Service::is_quiet() const {
  const auto is_busy = [this](const Client& client) {
    if (is_shut_down_) return client.has_link();
    return client.has_result_due() ||
           (client.has_message() && environment_.line.writer().is_attached());
  };
  return std::ranges::none_of(clients_, is_busy);
}

}  // namespace atmqtt::cmqtt
