#include "app/check_plan.hpp"

#include "app/profile.hpp"
#include "io/read_file.hpp"
#include "sim/dialogue_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace atmqtt::app {
namespace {

namespace fs = std::filesystem;

tl::expected<std::vector<std::string>, Failure> files_in(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".at") files.push_back(entry->path().string());
  }
  if (error) return tl::unexpected(not_opened(directory + ": " + error.message()));
  if (files.empty())
    return tl::unexpected(bad_usage(directory + ": has no dialogue, no file *.at"));
  std::sort(files.begin(), files.end());
  return files;
}

tl::expected<std::vector<std::string>, Failure> find_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;  // What is no directory is opened as a file, which tells the error.
    if (!fs::is_directory(path, ignored)) {
      files.push_back(path);
      continue;
    }
    auto found = files_in(path);
    if (!found) return found;
    files.insert(files.end(), found->begin(), found->end());
  }
  return files;
}

tl::expected<sim::Dialogue, Failure> read_dialogue(const std::string& file) {
  const auto text = io::read_file(file);
  if (!text) return tl::unexpected(not_opened(text.error().text));
  auto dialogue = sim::parse_dialogue(file, *text);
  if (!dialogue) return tl::unexpected(bad_usage(dialogue.error()));
  return std::move(*dialogue);
}

tl::expected<Broker, Failure> broker_of(const sim::Dialogue& dialogue) {
  if (!dialogue.broker) return ScriptedBroker{};
  auto broker = parse_broker(dialogue.broker->value);
  if (broker) return std::move(*broker);
  return tl::unexpected(
      bad_usage(fmt::format("{}:{}: broker {}: {}", dialogue.name, dialogue.broker->line,
                            dialogue.broker->value, broker.error())));
}

class Planner {
 public:
  explicit Planner(const CheckOptions& options) : options_(options) {}

  tl::expected<Plan, Failure> make() {
    const auto files = find_files(options_.paths);
    if (!files) return tl::unexpected(files.error());
    for (const std::string& file : *files) {
      auto dialogue = read_dialogue(file);
      if (!dialogue) return tl::unexpected(dialogue.error());
      plan_.dialogues.push_back(std::move(*dialogue));
      for (const std::string& profile : profiles_for(plan_.dialogues.back())) {
        if (auto added = add(profile); !added) return tl::unexpected(added.error());
      }
    }
    return std::move(plan_);
  }

 private:
  /// A profile that the user names is the only one. A module is what it is: it is compared once.
  [[nodiscard]] std::vector<std::string> profiles_for(const sim::Dialogue& dialogue) const {
    if (options_.profile) return {*options_.profile};
    auto profiles = sim::profiles_of(dialogue);
    if (options_.against) profiles.resize(1);
    return profiles;
  }

  /// The last dialogue on a modem of this profile.
  tl::expected<void, Failure> add(const std::string& profile) {
    const sim::Dialogue& dialogue = plan_.dialogues.back();
    auto settings = load_profile(profile);
    if (!settings) return tl::unexpected(settings.error());
    if (auto applied = sim::apply_settings(dialogue, *settings); !applied) {
      return tl::unexpected(bad_usage(applied.error()));
    }
    if (auto done = override_settings(*settings, options_.settings); !done) return done;
    auto broker = broker_of(dialogue);
    if (!broker) return tl::unexpected(broker.error());
    plan_.plays.push_back({.dialogue = plan_.dialogues.size() - 1,
                           .modem = options_.against ? options_.against->text : profile,
                           .settings = std::move(*settings),
                           .broker = options_.broker.value_or(*broker),
                           .skip_reason = skip_reason(dialogue, profile)});
    return {};
  }

  [[nodiscard]] std::optional<std::string> skip_reason(const sim::Dialogue& dialogue,
                                                       const std::string& profile) const {
    const auto& named = dialogue.profiles;
    if (!named.empty() && std::find(named.begin(), named.end(), profile) == named.end()) {
      return fmt::format("is for {}", fmt::join(named, ", "));
    }
    if (options_.against && !dialogue.settings.empty()) {
      return fmt::format("line {}: a module takes no settings", dialogue.settings.front().line);
    }
    return std::nullopt;
  }

  const CheckOptions& options_;
  Plan plan_;
};

}  // namespace

tl::expected<Plan, Failure> make_plan(const CheckOptions& options) {
  return Planner(options).make();
}

}  // namespace atmqtt::app
