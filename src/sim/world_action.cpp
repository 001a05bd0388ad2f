#include "sim/world_action.hpp"

#include "sim/virtual_world.hpp"
#include "sim/words.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

namespace atmqtt::sim {
namespace {

using Words = std::span<const Word>;
/// What an action does once it can be done.
using Deed = std::function<void(VirtualWorld&)>;
using Parsed = tl::expected<Deed, std::string>;

/// The largest value of <topic> and payload sizes has no meaning here; this bounds only a slip.
constexpr int count_max = 1'000'000'000;

/// What a word stands for, where a word is one of a few.
template <typename Value>
struct Name {
  std::string_view word;
  Value value;
};

constexpr Name<mqtt::PacketType> answers[] = {
    {"CONNACK", mqtt::PacketType::connack},   {"PUBACK", mqtt::PacketType::puback},
    {"PUBREC", mqtt::PacketType::pubrec},     {"PUBREL", mqtt::PacketType::pubrel},
    {"PUBCOMP", mqtt::PacketType::pubcomp},   {"SUBACK", mqtt::PacketType::suback},
    {"UNSUBACK", mqtt::PacketType::unsuback}, {"PINGRESP", mqtt::PacketType::pingresp},
};

constexpr Name<LinkFailure> link_failures[] = {
    {"name", LinkFailure::name_not_resolved},     {"socket", LinkFailure::no_socket},
    {"refused", LinkFailure::not_connected},      {"handshake", LinkFailure::handshake_failed},
    {"session", LinkFailure::session_not_opened},
};

template <typename Value, std::size_t count>
tl::expected<Value, std::string> find_name(const Name<Value> (&names)[count], const Word& word) {
  std::string known;
  for (const Name<Value>& name : names) {
    if (name.word == word.text) return name.value;
    known += fmt::format(" {}", name.word);
  }
  return tl::unexpected(fmt::format("'{}' is none of{}", word.text, known));
}

/// The argument list was not what the row of the table shows.
tl::unexpected<std::string> wrong_arguments() { return tl::unexpected<std::string>(""); }

/// An action without arguments on a server.
template <auto member>
Parsed plain(int client, Words words) {
  if (!words.empty()) return wrong_arguments();
  return [client](VirtualWorld& world) {
    (world.server(client).*member)();
    world.settle();
  };
}

Parsed parse_refuse(int client, Words words) {
  if (words.size() != 1) return wrong_arguments();
  const auto code = parse_number(words[0].text, 0, 255);
  if (!code) return tl::unexpected(code.error());
  return [client, code = *code](VirtualWorld& world) { world.server(client).refuse_next(code); };
}

Parsed parse_session_present(int client, Words words) {
  if (words.size() != 1) return wrong_arguments();
  const auto present = parse_number(words[0].text, 0, 1);
  if (!present) return tl::unexpected(present.error());
  return [client, present = *present == 1](VirtualWorld& world) {
    world.server(client).set_session_present_next(present);
  };
}

Parsed parse_grant(int client, Words words) {
  if (words.size() != 1) return wrong_arguments();
  const auto codes = parse_codes(words[0].text);
  if (!codes) return tl::unexpected(codes.error());
  return [client, codes = *codes](VirtualWorld& world) { world.server(client).grant_next(codes); };
}

Parsed parse_withhold(int client, Words words) {
  if (words.size() != 1) return wrong_arguments();
  const auto type = find_name(answers, words[0]);
  if (!type) return tl::unexpected(type.error());
  return [client, type = *type](VirtualWorld& world) { world.server(client).withhold(type); };
}

Parsed parse_send(int client, Words words) {
  if (words.size() != 1 || !words[0].quoted) return wrong_arguments();
  const auto octets = parse_octets(words[0].text);
  if (!octets) return tl::unexpected(octets.error());
  return [client, octets = *octets](VirtualWorld& world) {
    world.server(client).send(octets);
    world.settle();
  };
}

Parsed parse_publish(int client, Words words) {
  if (words.size() < 3 || !words[0].quoted || !words[2].quoted) return wrong_arguments();
  mqtt::Publish publish;
  const auto qos = parse_number(words[1].text, 0, 2);
  if (!qos) return tl::unexpected(qos.error());
  publish.qos = static_cast<mqtt::Qos>(*qos);
  for (const Word& word : words.subspan(3)) {
    if (word.text == "retain") {
      publish.retain = true;
    } else if (word.text == "dup") {
      publish.dup = true;
    } else if (word.text.starts_with("id=")) {
      const auto id = parse_number(std::string_view(word.text).substr(3), 1, 65'535);
      if (!id) return tl::unexpected(id.error());
      publish.packet_identifier = static_cast<std::uint16_t>(*id);
    } else {
      return wrong_arguments();
    }
  }
  return [client, publish, topic = words[0].text, payload = words[2].text](VirtualWorld& world) {
    mqtt::Publish message = publish;
    message.topic = topic;
    message.payload = payload;
    world.server(client).publish(message);
    world.settle();
  };
}

Parsed parse_link_fail(int client, Words words) {
  if (words.size() != 2 || !words[1].quoted) return wrong_arguments();
  const auto failure = find_name(link_failures, words[0]);
  if (!failure) return tl::unexpected(failure.error());
  return [client, failed = LinkFailed{*failure, words[1].text}](VirtualWorld& world) {
    world.fail_next_link(client, failed);
  };
}

Parsed parse_link_silent(int client, Words words) {
  if (words.size() == 1 && words[0].text == "handshake") {
    return [client](VirtualWorld& world) { world.silence_next_handshake(client); };
  }
  if (!words.empty()) return wrong_arguments();
  return [client](VirtualWorld& world) { world.silence_next_link(client); };
}

template <std::size_t octets>
Parsed link_takes(int client, Words words) {
  if (!words.empty()) return wrong_arguments();
  return [client](VirtualWorld& world) { world.let_link_take(client, octets); };
}

Parsed parse_link_takes(int client, Words words) {
  if (words.size() != 1) return wrong_arguments();
  const auto octets = parse_number(words[0].text, 0, count_max);
  if (!octets) return tl::unexpected(octets.error());
  return [client, octets = static_cast<std::size_t>(*octets)](VirtualWorld& world) {
    world.let_link_take(client, octets);
  };
}

Parsed parse_store_fail(int, Words words) {
  if (words.size() != 1 || !words[0].quoted) return wrong_arguments();
  return [reason = words[0].text](VirtualWorld& world) { world.fail_next_store(reason); };
}

Parsed parse_store_file(int, Words words) {
  if (words.size() != 2 || !words[0].quoted || !words[1].quoted) return wrong_arguments();
  return [name = words[0].text, content = words[1].text](VirtualWorld& world) {
    world.lay_down_file(name, content);
  };
}

constexpr Name<TimeFailure> time_failures[] = {
    {"network", TimeFailure::network},
    {"no-answer", TimeFailure::no_answer},
    {"refused", TimeFailure::refused},
};

Parsed parse_name_fail(int, Words words) {
  if (words.size() != 1 || !words[0].quoted) return wrong_arguments();
  return [reason = words[0].text](VirtualWorld& world) { world.fail_next_name({reason}); };
}

Parsed parse_ping_fail(int, Words words) {
  if (words.size() != 1 || !words[0].quoted) return wrong_arguments();
  return [reason = words[0].text](VirtualWorld& world) { world.fail_next_ping({reason}); };
}

template <void (VirtualWorld::*member)(int)>
Parsed parse_ping_count(int, Words words) {
  if (words.size() != 1) return wrong_arguments();
  const auto count = parse_number(words[0].text, 0, 100);
  if (!count) return tl::unexpected(count.error());
  return [count = *count](VirtualWorld& world) { (world.*member)(count); };
}

Parsed parse_time_fail(int, Words words) {
  if (words.size() != 2 || !words[1].quoted) return wrong_arguments();
  const auto failure = find_name(time_failures, words[0]);
  if (!failure) return tl::unexpected(failure.error());
  return [failed = TimeNotTold{*failure, words[1].text}](VirtualWorld& world) {
    world.fail_next_time(failed);
  };
}

template <void (VirtualWorld::*member)()>
Parsed of_world(int, Words words) {
  if (!words.empty()) return wrong_arguments();
  return [](VirtualWorld& world) { (world.*member)(); };
}

template <std::size_t octets>
Parsed dte_reads(int, Words words) {
  if (!words.empty()) return wrong_arguments();
  return [](VirtualWorld& world) { world.let_dte_read(octets); };
}

Parsed parse_dte_takes(int, Words words) {
  if (words.size() != 1) return wrong_arguments();
  const auto octets = parse_number(words[0].text, 0, count_max);
  if (!octets) return tl::unexpected(octets.error());
  return [octets = static_cast<std::size_t>(*octets)](VirtualWorld& world) {
    world.let_dte_read(octets);
  };
}

Parsed parse_wait(int, Words words) {
  if (words.size() != 1) return wrong_arguments();
  const auto duration = parse_duration(words[0].text);
  if (!duration) return tl::unexpected(duration.error());
  return [duration = *duration](VirtualWorld& world) { world.advance(duration); };
}

/// What must be so for an action to be possible.
enum class Needs : unsigned char { nothing, connection, dte, no_dte };

using Real = WorldAction::Real;

/// One action: its name, its arguments, what it does. "next" is the next time that it can happen;
/// what is not "next" lasts until it is undone, or to the end of the connection.
struct ActionType {
  std::string_view name;
  std::string_view arguments;
  Needs needs;
  Parsed (*parse)(int client, Words words);
  Real real = Real::impossible;
};

constexpr ActionType action_types[] = {
    // The server answers the next CONNECT with this return code.
    {"server refuse", "CODE", Needs::nothing, parse_refuse},
    // The next CONNACK says so, whatever the server remembers.
    {"server session-present", "0|1", Needs::nothing, parse_session_present},
    // The next SUBACK has these return codes.
    {"server grant", "CODE[,CODE...]", Needs::nothing, parse_grant},
    // The server keeps its answers of this type back, until it releases all it has kept back.
    {"server withhold", "CONNACK|PUBACK|PUBREC|PUBREL|PUBCOMP|SUBACK|UNSUBACK|PINGRESP",
     Needs::nothing, parse_withhold},
    {"server release", "", Needs::nothing, plain<&ServerEnd::release>},
    // The server sends octets, whatever they are.
    {"server send", "\"HEX OCTETS\"", Needs::connection, parse_send},
    // The server sends a PUBLISH; with id=N not a Packet Identifier of its own choice but this one.
    {"server publish", "\"TOPIC\" QOS \"PAYLOAD\" [retain] [dup] [id=N]", Needs::connection,
     parse_publish},
    // The server ends the connection: FIN, or RST.
    {"server close", "", Needs::connection, plain<&ServerEnd::close>},
    {"server reset", "", Needs::connection, plain<&ServerEnd::reset>},
    // The server reads, and never says anything again on this connection.
    {"server silent", "", Needs::connection, plain<&ServerEnd::fall_silent>},
    // The next attempt to open a link fails; the next attempt, or the next handshake of TLS, is
    // never answered.
    {"link fail", "name|socket|refused|handshake|session \"REASON\"", Needs::nothing,
     parse_link_fail},
    {"link silent", "[handshake]", Needs::nothing, parse_link_silent},
    // The socket takes no octet; N octets more and then none; takes all again.
    {"link stuck", "", Needs::nothing, link_takes<0>},
    {"link takes", "N", Needs::nothing, parse_link_takes},
    {"link flows", "", Needs::nothing, link_takes<unlimited>},
    // The next change of certificates or saved settings fails; changes are not answered; they are.
    {"store fail", "\"REASON\"", Needs::nothing, parse_store_fail},
    {"store withhold", "", Needs::nothing, of_world<&VirtualWorld::withhold_store>},
    {"store release", "", Needs::nothing, of_world<&VirtualWorld::release_store>},
    // A file that AT+CCERTMOVE can take.
    {"store file", "\"NAME\" \"CONTENT\"", Needs::nothing, parse_store_file},
    // The packet data connection of the module goes, and can be used again.
    {"data-connection lost", "", Needs::nothing, of_world<&VirtualWorld::lose_data_connection>},
    {"data-connection restored", "", Needs::nothing,
     of_world<&VirtualWorld::restore_data_connection>},
    // The next look-up of a name by the device fails with this reason, or is never answered.
    {"name fail", "\"REASON\"", Needs::nothing, parse_name_fail},
    {"name silent", "", Needs::nothing, of_world<&VirtualWorld::silence_next_name>},
    // The next ping cannot begin; its first N replies are lost; it gets no more than N replies.
    {"ping fail", "\"REASON\"", Needs::nothing, parse_ping_fail},
    {"ping lose", "N", Needs::nothing, parse_ping_count<&VirtualWorld::lose_next_replies>},
    {"ping halt", "N", Needs::nothing, parse_ping_count<&VirtualWorld::halt_next_ping>},
    // The next question for the time is not answered.
    {"time fail", "network|no-answer|refused \"REASON\"", Needs::nothing, parse_time_fail},
    // The host closes its end of the line, and opens it.
    {"dte close", "", Needs::dte, of_world<&VirtualWorld::close_dte>, Real::close_dte},
    {"dte open", "", Needs::no_dte, of_world<&VirtualWorld::open_dte>, Real::open_dte},
    // The host reads nothing; N octets more and then nothing; reads again.
    {"dte stuck", "", Needs::dte, dte_reads<0>},
    {"dte takes", "N", Needs::dte, parse_dte_takes},
    {"dte flows", "", Needs::dte, dte_reads<unlimited>},
    // Time passes.
    {"wait", "DURATION", Needs::nothing, parse_wait, Real::wait},
};

std::string known_actions() {
  std::string known;
  for (const ActionType& type : action_types) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", type.name);
  }
  return known;
}

const ActionType* find_action(Words words) {
  for (const ActionType& type : action_types) {
    const bool one_word = type.name.find(' ') == std::string_view::npos;
    if (one_word && words[0].text == type.name) return &type;
    if (!one_word && words.size() > 1 && words[0].text + " " + words[1].text == type.name) {
      return &type;
    }
  }
  return nullptr;
}

tl::expected<void, std::string> check_possible(Needs needs, int client, const VirtualWorld& world) {
  if (needs == Needs::connection && !world.is_link_open(client)) {
    return tl::unexpected(fmt::format("client {} has no connection", client));
  }
  if (needs == Needs::dte && !world.is_dte_attached())
    return tl::make_unexpected("there is no DTE");
  if (needs == Needs::no_dte && world.is_dte_attached()) {
    return tl::make_unexpected("there is a DTE already");
  }
  return {};
}

}  // namespace

tl::expected<WorldAction, std::string> parse_world_action(std::string_view text) {
  const auto split = split_words(text);
  if (!split) return tl::unexpected(split.error());
  Words words = *split;
  int client = 0;
  if (!words.empty() && (words[0].text == "0" || words[0].text == "1")) {
    client = words[0].text == "1" ? 1 : 0;
    words = words.subspan(1);
  }
  const ActionType* type = words.empty() ? nullptr : find_action(words);
  if (type == nullptr) {
    return tl::unexpected(fmt::format("'{}' is no action (known: {})", text, known_actions()));
  }
  const bool one_word = type->name.find(' ') == std::string_view::npos;
  words = words.subspan(one_word ? 1 : 2);
  const Parsed deed = type->parse(client, words);
  if (!deed && deed.error().empty()) {
    return tl::unexpected(fmt::format("the form is: {}{}{}", type->name,
                                      type->arguments.empty() ? "" : " ", type->arguments));
  }
  if (!deed) return tl::unexpected(deed.error());
  WorldAction action{.text = std::string(text), .real = type->real};
  if (type->real == Real::wait) action.duration = *parse_duration(words[0].text);
  action.perform = [needs = type->needs, client, deed = *deed](VirtualWorld& world) {
    auto possible = check_possible(needs, client, world);
    if (possible) deed(world);
    return possible;
  };
  return action;
}

}  // namespace atmqtt::sim
