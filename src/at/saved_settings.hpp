#pragma once

#include "at/parameter.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::at {

/// A number that AT&W keeps: one row of its service's table. Rows of the same key that follow each
/// other are the numbers of one setting.
template <class Service>
struct SavedSetting {
  std::string_view key;  ///< as its command writes it, not that of another service: E, &C, S3
  Range range;           ///< of numbers: no setting holds an end
  int (*get)(const Service& service);
  void (*set)(Service& service, int value);
};

/// The row of a number or truth value that is a member of its service.
template <auto member, class Service, class Value>
constexpr SavedSetting<Service> saved_as(Value Service::*, std::string_view key, Range range) {
  return {key, range, [](const Service& service) { return static_cast<int>(service.*member); },
          [](Service& service, int value) { service.*member = static_cast<Value>(value); }};
}
template <auto member>
constexpr auto saved(std::string_view key, Range range) {
  return saved_as<member>(member, key, range);
}

/// The saved settings of one service without the service's type.
class SavedSet {
 public:
  SavedSet() = default;
  SavedSet(const SavedSet&) = delete;
  SavedSet& operator=(const SavedSet&) = delete;
  virtual ~SavedSet() = default;

  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual std::string_view key(std::size_t place) const = 0;
  [[nodiscard]] virtual Range range(std::size_t place) const = 0;
  [[nodiscard]] virtual int get(std::size_t place) const = 0;
  virtual void set(std::size_t place, int value) = 0;
};

/// A table of settings together with the service that has them.
template <class Service>
class SavedTable final : public SavedSet {
 public:
  using Row = SavedSetting<Service>;

  SavedTable(std::span<const Row> rows, Service& service) : rows_(rows), service_(service) {}

  std::size_t size() const override { return rows_.size(); }
  std::string_view key(std::size_t place) const override { return rows_[place].key; }
  Range range(std::size_t place) const override { return rows_[place].range; }
  int get(std::size_t place) const override { return rows_[place].get(service_); }
  void set(std::size_t place, int value) override { rows_[place].set(service_, value); }

 private:
  std::span<const Row> rows_;
  Service& service_;
};

/// What AT&W keeps, ATZ brings back and AT&F sets to the factory's values: the tables of all
/// services together. Their text is one `key=value,value...` a line; it outlives the process.
class SavedSettings {
 public:
  /// One for each row, in the order of the tables.
  using Values = std::vector<int>;

  /// Adds settings; the values that they have now are the factory's, and the saved ones. Needs: the
  /// set outlives this.
  void add(SavedSet& set);

  [[nodiscard]] Values current() const;
  [[nodiscard]] std::string text_of(const Values& values) const;

  /// From now on these are the saved values.
  void keep(Values values) { saved_ = std::move(values); }

  /// What an earlier process has kept becomes the saved values; what the text does not name, or
  /// names wrongly, is the factory's. Returns what is wrong, a sentence for each line, which
  /// repeats nothing of what we cannot have written.
  [[nodiscard]] std::vector<std::string> read(std::string_view text);

  /// What was saved before a reset of the module is saved, and in force; the factory's values are
  /// what they were. Needs: it has the same tables.
  void take_over(const SavedSettings& before) {
    factory_ = before.factory_;
    saved_ = before.saved_;
    restore_saved();
  }

  /// The values of a table as AT&V shows them: `key: value; key: value,value;`. Needs: there are
  /// more than `number` tables.
  [[nodiscard]] std::string listing(std::size_t number) const;
  [[nodiscard]] std::size_t set_count() const { return sets_.size(); }

  void restore_factory() { apply(factory_); }
  void restore_saved() { apply(saved_.empty() ? factory_ : saved_); }

 private:
  template <class Visit>
  void for_each(const Visit& visit) const;
  void apply(const Values& values);
  [[nodiscard]] std::string read_line(std::string_view line);

  std::vector<SavedSet*> sets_;
  Values factory_;
  Values saved_;  ///< empty while they are the factory's, as in nearly all modems
};

}  // namespace atmqtt::at
