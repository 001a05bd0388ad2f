#include "scenario/run.hpp"

#include <fmt/format.h>

#include <algorithm>

/// The part of Run that looks at what is left behind.
namespace atmqtt::scenario {

void Run::look_back() {
  for (int client = 0; client < 2; ++client) {
    world_.server(client).release();
    world_.let_link_take(client, sim::unlimited);
  }
  world_.restore_data_connection();
  expect("at rest");
  read_all();
  if (!modem_.is_started()) {
    perform(start());
    read_all();
  }
  for (int i = 0; i < 2 && !has_differed(); ++i) {
    const DocumentedClient& client = modem_.client(i);
    if (!client.is_acquired) continue;
    if (!client.is_connected) {
      const bool is_new = client.connection.server_addr.empty();
      perform(connect(i, is_new ? ConnectValues{} : client.connection));
    }
    probe_received(i);
    perform(receive(i, {"probe/in", "message", 1}));
    probe_caches(i);
  }
  read_all();
  start_over();
  for (int i = 0; i < 2; ++i) {
    const std::string& violation = world_.server(i).violation();
    if (!violation.empty()) differ(fmt::format("the server of client {} says: {}", i, violation));
  }
  if (!world_.modem().is_quiet()) differ("the modem is not quiet at the end");
}

void Run::read_all() {
  for (const std::string_view name : {"ACCQ", "CONNECT", "DISC", "SSLCFG", "CFG"}) {
    world_.type(fmt::format("AT+CMQTT{}?\r", name));
    const std::string expected = modem_.answer_to_read(name);
    const std::string output = world_.take_output();
    if (output == expected) continue;
    differ(fmt::format("AT+CMQTT{}? is answered by\n{}and not by\n{}", name, output, expected));
  }
}

/// QoS 2 messages that were not released come again: those that were delivered are acknowledged
/// only.
void Run::probe_received(int client) {
  const std::vector<Delivered> all = unreleased_;
  unreleased_.clear();
  for (const Delivered& each : all) {
    if (each.client != client || has_differed()) continue;
    DocumentedClient& documented = modem_.client(client);
    const std::vector<std::string> packets = {fmt::format("PUBREC id={}", each.identifier),
                                              fmt::format("PUBCOMP id={}", each.identifier)};
    seen(client).checked_count = world_.server(client).received().size();
    world_.server(client).publish(
        {.topic = each.incoming.topic,
         .payload = each.incoming.payload,
         .qos = mqtt::Qos::exactly_once,
         .dup = true,
         .packet_identifier = static_cast<std::uint16_t>(each.identifier)});
    world_.settle();
    if (!documented.received.contains(each.identifier)) {
      modem_.receive(client, each.incoming, world_.now());
    }
    documented.received.erase(each.identifier);
    run_out();
    expect("a repeated QoS 2 message");
    check_packets(receive(client, each.incoming), packets);
  }
}

/// What is cached goes out, and then there is nothing cached any more.
void Run::probe_caches(int client) {
  if (modem_.client(client).topic.empty()) {
    perform(publish(client, 0));  // refused
    perform(topic(client, "probe/out"));
  }
  for (int i = 0; i < 2; ++i) {
    perform(publish(client, 0));
    perform(subscribe_cached(client));
    perform(unsubscribe_cached(client));
  }
}

void Run::start_over() {
  for (int i = 0; i < 2; ++i) {
    if (modem_.client(i).is_connected) perform(disconnect(i));
    if (modem_.client(i).is_acquired) perform(release(i));
  }
  perform(stop());
  read_all();
  perform(start());
  read_all();
  for (int i = 0; i < 2; ++i) {
    // The first PUB, SUB and UNSUB are refused: nothing is cached for the new client.
    for (const Step& step : {acquire(i, "another"), connect(i), publish(i, 1), subscribe_cached(i),
                             unsubscribe_cached(i), topic(i, "probe/again"),
                             payload(i, "once more"), publish(i, 1), disconnect(i), release(i)}) {
      perform(step);
    }
  }
  perform(stop());
}

}  // namespace atmqtt::scenario
