#include "base/check.hpp"
#include "cmqtt/client.hpp"
#include "cmqtt/server_address.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <memory>

/// The part of Client that makes and ends its connection.
namespace atmqtt::cmqtt {

void Client::set_will_message(std::string_view message, mqtt::Qos qos) {
  acquired_.will_message = message;
  acquired_.will_qos = qos;
}

at::Reply Client::connect(const ConnectRequest& request) {
  // A session belongs to a client id and an address text (E5).
  const bool is_elsewhere = acquired_.server_addr != request.server_addr;
  if (is_elsewhere || request.clean_session == 1) discard_session();

  acquired_.server_addr = request.server_addr;
  acquired_.keepalive_time = request.keepalive_time;
  acquired_.clean_session = request.clean_session == 1;
  acquired_.user_name = request.user_name;
  acquired_.pass_word = request.pass_word;

  begin(ClientEvent::connect, acquired_.optimeout_s);
  OpenLink action;
  if (acquired_.server_type == 1) {
    auto settings = environment_.tls.settings_of(ssl_ctx_index_);
    if (!settings) return refuse_certificate(settings.error());
    settings->clock = environment_.clock.utc();
    action.tls = std::make_unique<const TlsSettings>(std::move(*settings));
  }
  open_link(std::move(action));
  if (!environment_.config.settings.connect_ok_after_tcp) return at::Reply::ok();
  held_line_ = environment_.line.line_number();
  return at::Reply::pending();
}

/// The context lacks a certificate: nothing is connected. Where OK waits for TCP there is none.
at::Reply Client::refuse_certificate(const std::string& why) {
  constexpr Err err = Err::certificate_not_set;
  if (!environment_.config.settings.connect_ok_after_tcp) {
    fail_connect(err, why);
    return at::Reply::ok();
  }
  happen(ClientEvent::ended);
  limit_ = never;
  unbind();
  return at::Reply::error(why).with(index_, static_cast<int>(err));
}

void Client::open_link(OpenLink&& action) {
  const auto address = parse_server_address(acquired_.server_addr);
  CHECK(address.has_value());
  link_ = Link::opening;
  action.link = index_;
  action.host = address->host;
  action.port = address->port;
  environment_.actions.emplace_back(std::move(action));
}

std::string Client::connection_text(bool is_masked) const {
  if (environment_.config.settings.connect_read == ConnectRead::address) {
    return fmt::format(",\"{}\"", is_online() ? acquired_.server_addr : "");
  }
  if (!is_online()) return {};
  std::string text = fmt::format(",\"{}\",{},{:d}", acquired_.server_addr.view(),
                                 acquired_.keepalive_time, acquired_.clean_session);
  if (!acquired_.user_name) return text;
  fmt::format_to(std::back_inserter(text), ",\"{}\"", acquired_.user_name->view());
  if (!acquired_.pass_word) return text;
  const std::string_view pass_word = is_masked ? "***" : acquired_.pass_word->view();
  fmt::format_to(std::back_inserter(text), ",\"{}\"", pass_word);
  return text;
}

void Client::disconnect(int timeout_s) {
  if (has_result_due()) report(Err::message_receive_failed, "AT+CMQTTDISC ended it");
  begin(ClientEvent::disconnect, timeout_s > 0 ? timeout_s : acquired_.optimeout_s);
  if (session_.is_connected()) {
    session_.disconnect();
  } else {
    finish_disconnect(Err::success, {});
  }
}

void Client::finish_disconnect(Err err, std::string_view why) {
  report(err, why);
  happen(ClientEvent::ended);
  held_line_.reset();
  close_link();
  unbind();
}

void Client::fail_connect(Err err, std::string_view why) {
  if (held_line_) {
    limit_ = never;
    environment_.line.finish(
        *held_line_, at::Reply::error(std::string(why)).with(index_, static_cast<int>(err)));
    held_line_.reset();
  } else {
    report(err, why);
  }
  happen(ClientEvent::ended);
  close_link();
  unbind();
}

void Client::lose(LossCause cause, Err pending_result, std::string_view why) {
  if (has_result_due()) report(pending_result, why);
  happen(ClientEvent::ended);
  close_link();
  post_urc("CONNLOST", static_cast<int>(cause));
  if (!is_silent_) explain("CONNLOST", static_cast<int>(cause), why);
}

void Client::lose_network() {
  constexpr std::string_view why = "the data connection of the module has gone";
  if (state_ == ClientState::connecting) {
    fail_connect(Err::message_receive_failed, why);
  } else if (is_online()) {
    lose(LossCause::network, Err::message_receive_failed, why);
  }
  unbind();
  if (state_ == ClientState::acquired) release();
}

void Client::shut_down() {
  is_silent_ = true;
  if (state_ == ClientState::disconnecting) return;
  if (state_ == ClientState::connecting || is_online()) disconnect(0);
}

void Client::forget_link() {
  link_ = Link::none;
  is_send_requested_ = false;
  is_reading_paused_ = false;
  session_.link_closed();
}

void Client::close_link() {
  if (link_ != Link::none) environment_.actions.emplace_back(CloseLink{index_});
  forget_link();
}

void Client::on_link(const LinkEvent& event) {
  struct Visitor {
    Client& client;
    void operator()(const LinkConnected&) const { client.on_link_connected(); }
    void operator()(const LinkOpened&) const { client.on_opened(); }
    void operator()(const LinkFailed& failed) const { client.on_failed(failed); }
    void operator()(const LinkReceived& received) const { client.on_received(received.octets); }
    void operator()(const LinkSent& sent) const { client.on_sent(sent.count); }
    void operator()(const LinkClosed& closed) const { client.on_closed(closed); }
  };
  std::visit(Visitor{*this}, event);
}

void Client::on_link_connected() {
  CHECK(link_ == Link::opening);
  link_ = Link::securing;
  give_held_ok();
}

void Client::give_held_ok() {
  if (!held_line_) return;
  environment_.line.finish(*held_line_, at::Reply::ok());
  held_line_.reset();
}

void Client::on_opened() {
  CHECK(link_ == Link::opening || link_ == Link::securing);
  link_ = Link::open;
  give_held_ok();
  session_.set_options({.payload_size_max = environment_.config.settings.rx_size_max,
                        .ping_timeout_max = std::chrono::seconds(acquired_.optimeout_s),
                        .check_utf8 = acquired_.check_utf8});

  mqtt::ConnectOptions options;
  options.version = acquired_.version;
  options.clean_session = acquired_.clean_session;
  options.keep_alive_s = static_cast<std::uint16_t>(acquired_.keepalive_time);
  options.client_id = acquired_.client_id;
  options.user_name = acquired_.user_name;
  options.password = acquired_.pass_word;
  // A will has both, or it is none (D9). It is never retained: the chapter has no word for it.
  if (!acquired_.will_topic.empty() && acquired_.will_message) {
    options.will = {acquired_.will_topic, *acquired_.will_message, acquired_.will_qos, false};
  } else if (!acquired_.will_topic.empty() || acquired_.will_message) {
    environment_.observer.on_why(
        fmt::format("why will {} is not sent: {} was not entered", index_,
                    acquired_.will_message ? "AT+CMQTTWILLTOPIC" : "AT+CMQTTWILLMSG"));
  }

  AliauthCredentials signed_in;
  if (!acquired_.aliauth.productkey.empty()) {
    signed_in =
        sign(acquired_.aliauth, acquired_.client_id, acquired_.server_type, environment_.config);
    options.client_id = signed_in.client_id;
    options.user_name = signed_in.user_name;
    options.password = signed_in.password;
  }
  session_.link_opened(options, environment_.now);
}

void Client::on_failed(const LinkFailed& event) {
  constexpr std::array<Err, 5> errs = {Err::dns_error, Err::socket_create_failed,
                                       Err::socket_connect_failed, Err::handshake_failed,
                                       Err::open_session_failed};
  CHECK(link_ == Link::opening || link_ == Link::securing);
  link_ = Link::none;
  fail_connect(errs[static_cast<std::size_t>(event.failure)], event.reason);
}

void Client::on_sent(std::size_t count) {
  session_.sent(count, environment_.now);
  if (session_.output().empty()) is_send_requested_ = false;
  check_written();
}

void Client::check_written() {
  if (state_ == ClientState::disconnecting && session_.output().empty()) {
    finish_disconnect(Err::success, {});
  } else if (state_ == ClientState::publishing && packet_identifier_ == 0 &&
             session_.output_popped() >= end_position_) {
    report(Err::success, {});
    happen(ClientEvent::completed);
  }
}

void Client::on_closed(const LinkClosed& event) {
  link_ = Link::none;
  if (state_ == ClientState::connecting) {
    if (event.end == LinkEnd::alert) return fail_connect(Err::handshake_failed, event.reason);
    const std::string_view other = acquired_.server_type == 1 ? "speak no MQTT" : "want TLS";
    fail_connect(Err::socket_closed_by_server,
                 fmt::format("{}, before CONNACK; it may {} on this port, or refuse this client",
                             event.reason, other));
  } else {
    const auto cause = event.end == LinkEnd::closed ? LossCause::closed : LossCause::reset;
    lose(cause, Err::message_receive_failed, event.reason);
  }
}

void Client::on_connected(const mqtt::Connected& event) {
  if (!event.session_present) subscribed_.clear();
  report(Err::success, {});
  happen(ClientEvent::accepted);
}

void Client::on_refused(const mqtt::Refused& event) {
  const Err err = err_of_connack(event.return_code);
  fail_connect(err, fmt::format("CONNACK {}: {}", event.return_code, text_of(err)));
}

void Client::on_protocol_error(const mqtt::ProtocolError& event) {
  if (state_ == ClientState::connecting) {
    fail_connect(Err::packet_failed, event.reason);
  } else {
    lose(LossCause::reset, Err::packet_failed, event.reason);
  }
}

void Client::on_ping_failed(Err err, std::string_view why) {
  if (environment_.config.settings.ping_urc) post_urc("PING", static_cast<int>(err));
  if (!is_silent_) explain("PING", static_cast<int>(err), why);
  lose(LossCause::reset, Err::message_receive_failed, why);
}

}  // namespace atmqtt::cmqtt
