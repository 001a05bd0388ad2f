#pragma once

#include "broker/journal_octets.hpp"

#include <string>

namespace atmqtt::support {

/// A journal in memory, each commit a record.
class JournalText final : public broker::Journal {
 public:
  void on_change(const broker::Change& change) override { record_.add(change); }
  void on_commit() override {
    if (record_.empty()) return;
    text += record_.octets();
    record_.clear();
  }
  std::string text{broker::journal_title};

 private:
  broker::JournalRecord record_;
};

/// The journal that makes an empty store equal to this one.
inline std::string journal_of(const broker::Store& store) {
  JournalText journal;
  store.write_to(journal);
  return journal.text;
}

}  // namespace atmqtt::support
