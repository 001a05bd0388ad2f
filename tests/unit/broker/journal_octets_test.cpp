#include "broker/journal_octets.hpp"

#include "broker/change_octets.hpp"
#include "broker_fixture.hpp"
#include "change_listing.hpp"
#include "support/journal_text.hpp"

#include <set>

namespace atmqtt::broker {
namespace {

using support::journal_of;
using support::JournalText;

class journal_octets : public BrokerTest {
 protected:
  journal_octets() { journal_ = &journal_text_; }

  /// Some of everything that a journal can hold.
  void live() {
    const ConnectionId to = subscriber("s", "t", Qos::exactly_once, false);
    exchange(to, subscribe_octets("u", Qos::at_least_once));
    exchange(to, unsubscribe_octets("u"));
    broker().link_closed(subscriber("away", "#", Qos::at_least_once, false));
    const ConnectionId from = connect("f", false);
    for (std::uint16_t i = 1; i <= 6; ++i) {
      exchange(from, octets_of(message(i % 2 == 0 ? Qos::exactly_once : Qos::at_least_once, i)));
    }
    exchange(to, octets_of(mqtt::Pubrec{2}) + octets_of(mqtt::Pubrec{4}));
    exchange(to, octets_of(mqtt::Puback{1}) + octets_of(mqtt::Pubcomp{4}));
    exchange(from, octets_of(mqtt::Pubrel{2}));
    exchange(from, octets_of(mqtt::Publish{.topic = "r", .payload = "kept", .retain = true}));
    broker().link_closed(connect("gone", false));
    connect("gone", true);
  }

  /// What a journal makes of an empty store.
  std::string replayed(std::string_view journal, Replay& found) {
    Store store(pool_);
    found = replay(journal, store);
    return listing(store);
  }

  JournalText journal_text_;
};

TEST_F(journal_octets, bring_back_the_store) {
  live();
  Replay found;
  EXPECT_EQ(replayed(journal_text_.text, found), listing(store_));
  EXPECT_EQ(found.size, journal_text_.text.size());
  EXPECT_EQ(found.fault, std::nullopt);
  EXPECT_EQ(replayed(journal_of(store_), found), listing(store_));
}

/// So that a new kind of change is tried here, too.
TEST_F(journal_octets, have_each_kind_of_change) {
  struct Kinds final : Journal {
    void on_change(const Change& change) override { seen.insert(change.index()); }
    void on_commit() override {}
    std::set<std::size_t> seen;
  } kinds;
  journal_ = &kinds;
  live();
  EXPECT_EQ(kinds.seen.size(), std::variant_size_v<Change>);
}

TEST_F(journal_octets, may_end_anywhere_and_lose_one_commit_only) {
  live();
  const std::string& journal = journal_text_.text;
  std::size_t whole = journal_title.size();
  std::string before;
  for (std::size_t size = journal_title.size(); size <= journal.size(); ++size) {
    Replay found;
    const std::string store = replayed(journal.substr(0, size), found);
    ASSERT_EQ(found.fault, std::nullopt) << size;
    if (found.size == size) {
      whole = size;
      before = store;
    }
    ASSERT_EQ(found.size, whole) << size;
    ASSERT_EQ(store, before) << size;
  }
  EXPECT_EQ(whole, journal.size());
}

TEST_F(journal_octets, show_each_octet_that_is_changed) {
  live();
  const std::string& journal = journal_text_.text;
  for (std::size_t at = 0; at < journal.size(); ++at) {
    std::string damaged = journal;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    Replay found;
    static_cast<void>(replayed(damaged, found));
    ASSERT_TRUE(found.fault) << at;
    ASSERT_LE(found.size, at);
  }
}

TEST_F(journal_octets, name_what_is_no_journal) {
  Replay found;
  for (const std::string_view text : {"", "atmqtt broker 2\n", "#!/bin/sh\nexit 0\n"}) {
    EXPECT_EQ(replayed(text, found), "");
    EXPECT_EQ(found.fault, "it does not begin as a store of atmqtt");
    EXPECT_EQ(found.size, 0U);
  }
}

TEST_F(journal_octets, name_a_change_that_cannot_be) {
  JournalText journal;
  journal.on_change(SessionEnded{3});
  journal.on_commit();
  Replay found;
  EXPECT_EQ(replayed(journal.text, found), "");
  EXPECT_EQ(found.fault, "a change that contradicts those before it");
  EXPECT_EQ(found.size, journal_title.size());
}

TEST(change_octets, are_read_as_they_were_written) {
  std::string octets;
  encode(octets, Subscribed{0x01020304, "a/b", mqtt::Qos::exactly_once});
  EXPECT_EQ(octets, std::string_view("\x02\x01\x02\x03\x04\x00\x00\x00\x03"
                                     "a/b\x02",
                                     13));
  mqtt::OctetCursor cursor(octets);
  const auto change = decode_change(cursor);
  ASSERT_TRUE(change);
  const auto& subscribed = std::get<Subscribed>(*change);
  EXPECT_EQ(subscribed.session, 0x01020304U);
  EXPECT_EQ(subscribed.filter, "a/b");
  EXPECT_EQ(subscribed.qos, mqtt::Qos::exactly_once);
  EXPECT_TRUE(cursor.is_used_up());
}

TEST(change_octets, are_refused_when_a_member_is_missing_or_cannot_be) {
  std::string octets;
  encode(octets, Subscribed{1, "a/b", mqtt::Qos::exactly_once});
  for (std::size_t size = 0; size < octets.size(); ++size) {
    mqtt::OctetCursor cursor(std::string_view(octets).substr(0, size));
    EXPECT_FALSE(decode_change(cursor)) << size;
  }
  octets.back() = 3;  // no QoS
  mqtt::OctetCursor cursor(octets);
  EXPECT_FALSE(decode_change(cursor));
  octets[0] = static_cast<char>(std::variant_size_v<Change>);
  mqtt::OctetCursor unknown(octets);
  EXPECT_FALSE(decode_change(unknown));
}

}  // namespace
}  // namespace atmqtt::broker
