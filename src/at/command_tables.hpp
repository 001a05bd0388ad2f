#pragma once

#include "at/command_set.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace atmqtt::at {

/// The tables of commands of one service together with the service that they act on, for a module
/// with these settings: what those take away is not there. The tables are shared by all modems.
template <class Service>
class CommandTables final : public CommandSet {
 public:
  using Row = Command<Service>;
  using Step = typename WriteForm<Service>::Step;

  /// All must outlive it.
  CommandTables(std::span<const CommandTable<Service>> tables, Service& service,
                const Settings& settings)
      : tables_(tables), service_(service), settings_(settings) {}

  std::optional<Selection> select(const ParsedCommand& parsed) const override {
    for (std::size_t table = 0; table < tables_.size(); ++table) {
      const std::span<const Row> rows = tables_[table]();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!parsed.is_called(rows[i].name) || !holds(rows[i].when, settings_)) continue;
        if (parsed.form != Form::write) return Selection{table, i, std::nullopt};
        return Selection{table, i, choose_form(rows[i], parsed.arguments)};
      }
    }
    return std::nullopt;
  }

  std::string_view name(Selection selection) const override { return row(selection).name; }

  std::string_view short_name(Selection selection) const override {
    std::string_view name = row(selection).name;
    if (name.starts_with(Service::name_prefix)) name.remove_prefix(Service::name_prefix.size());
    return name;
  }

  Reply run(Selection selection, const ParsedCommand& parsed, ResponseWriter& writer) override {
    const Row& row = this->row(selection);
    switch (parsed.form) {
      case Form::execute: return execute(row);
      case Form::test: return test(row, writer);
      case Form::read: return read(row, writer);
      case Form::write: break;
    }
    if (!selection.form) return Reply::error(why_no_form(row));
    return step(selection, parsed, Step::begin, {});
  }

  Reply complete(Selection selection, const ParsedCommand& parsed, std::string_view data) override {
    return step(selection, parsed, Step::complete, data);
  }

  Reply expire(Selection selection, const ParsedCommand& parsed) override {
    return step(selection, parsed, Step::expire, {});
  }

  bool takes_data(Selection selection, Form form) const override {
    if (form != Form::write) return false;
    const auto takes = [](const WriteForm<Service>& f) { return f.takes_data; };
    const auto forms = row(selection).write_forms();
    if (selection.form) return takes(forms[*selection.form]);
    return !forms.empty() && std::ranges::all_of(forms, takes);
  }

  bool stands_last(Selection selection, Form form) const override {
    if (form == Form::test || form == Form::read) return false;
    return row(selection).has_later_result || takes_data(selection, form);
  }

  bool is_secret(Selection selection, std::size_t argument) const override {
    // Of what is not understood nothing is known, so all of it may be secret.
    if (!selection.form) return true;
    const WriteForm<Service>& form = row(selection).write[*selection.form];
    if (form.keyword.empty()) return form.is_secret(argument);
    return argument > 0 && form.is_secret(argument - 1);
  }

  bool is_understood(Selection selection, const ParsedCommand& parsed) const override {
    if (parsed.form != Form::write) return true;
    if (!selection.form) return false;
    const WriteForm<Service>& form = row(selection).write[*selection.form];
    const std::size_t skipped = form.keyword.empty() ? 0 : 1;
    return form.is_understood(parsed.arguments.all().subspan(skipped), settings_);
  }

  bool is_data_secret(Selection selection) const override {
    return selection.form && row(selection).write[*selection.form].is_data_secret;
  }

  std::vector<CommandText> texts() const override {
    std::vector<CommandText> texts;
    for (const auto rows_of : tables_) {
      for (const Row& row : rows_of()) {
        if (holds(row.when, settings_)) texts.push_back(text_of(row));
      }
    }
    return texts;
  }

 private:
  [[nodiscard]] const Row& row(const Selection& selection) const {
    return tables_[selection.table]()[selection.command];
  }

  [[nodiscard]] CommandText text_of(const Row& row) const {
    CommandText text{row.name,      row.source,    row.execute != nullptr,
                     has_test(row), has_read(row), {}};
    for (const WriteForm<Service>& form : row.write_forms()) {
      if (!holds(form.when, settings_)) continue;
      text.write.push_back({form.keyword, form.parameters(settings_), form.takes_data});
    }
    return text;
  }

  [[nodiscard]] bool has_read(const Row& row) const {
    return row.read != nullptr && holds(row.read_when, settings_);
  }

  /// A command whose write forms are all absent has nothing to test.
  [[nodiscard]] bool has_test(const Row& row) const {
    const auto exists = [this](const WriteForm<Service>& form) {
      return holds(form.when, settings_);
    };
    if (row.test != nullptr) return true;
    const auto forms = row.write_forms();
    return row.has_test && (forms.empty() || std::ranges::any_of(forms, exists));
  }

  [[nodiscard]] std::optional<std::size_t> choose_form(const Row& row,
                                                       const Arguments& arguments) const {
    const auto forms = row.write_forms();
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < forms.size(); ++i) {
      const WriteForm<Service>& form = forms[i];
      if (!holds(form.when, settings_)) continue;
      if (!form.keyword.empty()) {
        if (!is_keyword(arguments, form.keyword)) continue;
        // The right number of values is a matter of the form, once the keyword has chosen it.
        return i;
      }
      const Arity arity = form.arity_of(settings_);
      std::size_t count = arguments.count();
      if (form.forgives_surplus && !settings_.strict) count = std::min(count, arity.high);
      const bool is_meant = form.is_meant == nullptr || form.is_meant(service_, arguments.all());
      if (arity.contains(count) && is_meant) chosen = i;
    }
    return chosen;
  }

  static bool is_keyword(const Arguments& arguments, std::string_view keyword) {
    if (arguments.count() == 0 || arguments[0].kind != Argument::Kind::quoted) return false;
    std::string_view word = arguments[0].text;
    while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    return equals_ignoring_case(word, keyword);
  }

  Reply step(Selection selection, const ParsedCommand& parsed, Step step, std::string_view data) {
    const Row& row = this->row(selection);
    const WriteForm<Service>& form = row.write[*selection.form];
    const std::size_t skipped = form.keyword.empty() ? 0 : 1;
    return form.run(service_, row.needs, parsed.arguments.all().subspan(skipped), settings_, step,
                    data);
  }

  Reply execute(const Row& row) {
    if (row.execute == nullptr) return Reply::error("there is no execute form");
    if (auto refusal = service_.admit(row.needs, std::nullopt)) return std::move(*refusal);
    return row.execute(service_);
  }

  Reply read(const Row& row, ResponseWriter& writer) {
    if (!has_read(row)) return Reply::error("there is no read form");
    if (auto refusal = service_.admit_read(row.needs)) return std::move(*refusal);
    return row.read(service_, writer);
  }

  /// The one place that writes a test answer.
  Reply test(const Row& row, ResponseWriter& writer) {
    if (!has_test(row)) return Reply::error("there is no test form");
    if (row.test != nullptr) return row.test(service_, writer);
    for (const WriteForm<Service>& form : row.write_forms()) {
      if (!holds(form.when, settings_) || !holds(form.listed_when, settings_)) continue;
      std::string values;
      if (!form.keyword.empty()) values.append("\"").append(form.keyword).append("\"");
      form.describe(values, settings_);
      writer.information(std::string(row.name).append(": ").append(values));
    }
    return Reply::ok();
  }

  static std::string why_no_form(const Row& row) {
    if (row.write_forms().empty()) return "there is no write form";
    const bool has_keyword = !row.write_forms().front().keyword.empty();
    return has_keyword ? "there is no such option" : "there is no form with that many values";
  }

  std::span<const CommandTable<Service>> tables_;
  Service& service_;
  const Settings& settings_;
};

/// For a static_assert beside each table: no two write forms take the same number of values, unless
/// a keyword, a lenient reading or what the values mean tells them apart.
template <class Service>
[[nodiscard]] constexpr bool write_forms_differ(const Command<Service>& command) {
  const auto forms = command.write_forms();
  for (std::size_t i = 0; i < forms.size(); ++i) {
    for (std::size_t k = i + 1; k < forms.size(); ++k) {
      const bool have_keywords = !forms[i].keyword.empty() && !forms[k].keyword.empty();
      const bool overlap =
          forms[i].arity.low <= forms[k].arity.high && forms[k].arity.low <= forms[i].arity.high;
      const bool are_told_apart = have_keywords || forms[k].is_meant != nullptr;
      if (overlap && !are_told_apart) return false;
    }
  }
  return true;
}

}  // namespace atmqtt::at
