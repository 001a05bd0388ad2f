#pragma once

#include "broker/store.hpp"
#include "mqtt/describe.hpp"

#include <fmt/format.h>

#include <string>

namespace atmqtt::broker {

/// Changes as text, one a line.
class Listing final : public Journal {
 public:
  void on_change(const Change& change) override {
    std::visit([this](const auto& each) { add(each); }, change);
  }
  void on_commit() override {}
  std::string text;

 private:
  void add(const SessionBegun& c) { text += fmt::format("begun {} {}\n", c.session, c.client_id); }
  void add(const SessionEnded& c) { text += fmt::format("ended {}\n", c.session); }
  void add(const Subscribed& c) {
    text += fmt::format("subscribed {} {} {}\n", c.session, c.filter, static_cast<int>(c.qos));
  }
  void add(const Unsubscribed& c) {
    text += fmt::format("unsubscribed {} {}\n", c.session, c.filter);
  }
  void add(const Queued& c) {
    text +=
        fmt::format("queued {} {}\n", c.session, mqtt::describe(c.packet, mqtt::Version::v3_1_1));
  }
  void add(const Sent& c) { text += fmt::format("sent {} {}\n", c.session, c.packet_identifier); }
  void add(const Released& c) {
    text += fmt::format("released {} {}\n", c.session, c.packet_identifier);
  }
  void add(const Finished& c) {
    text += fmt::format("finished {} {}\n", c.session, c.packet_identifier);
  }
  void add(const Taken& c) { text += fmt::format("taken {} {}\n", c.session, c.packet_identifier); }
  void add(const Forgotten& c) {
    text += fmt::format("forgotten {} {}\n", c.session, c.packet_identifier);
  }
  void add(const Retained& c) {
    text += fmt::format("retained {} {} {}\n", c.topic, c.payload, static_cast<int>(c.qos));
  }
};

/// All that a journal keeps of a store.
inline std::string listing(const Store& store) {
  Listing listing;
  store.write_to(listing);
  return listing.text;
}

}  // namespace atmqtt::broker
