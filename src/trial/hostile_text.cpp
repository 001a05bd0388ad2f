#include "trial/hostile_text.hpp"

#include "at/command_set.hpp"
#include "atmqtt/observer.hpp"
#include "base/buffer_pool.hpp"
#include "base/check.hpp"
#include "modem/parts.hpp"
#include "modem/profiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace atmqtt::trial {
namespace {

using sim::Random;

constexpr std::array<std::string_view, 9> left_out = {
    "+CPOF", "+CPIN", "+CPWD", "+CLCK", "S=", "&W", "+SPIC", "+IPREX", "+CPWROFF"};

class Silence final : public Observer {
  [[nodiscard]] bool is_tracing() const override { return false; }
  void on_line(Direction, std::string_view) override {}
  void on_packet(int, Direction, std::string_view) override {}
  void on_why(std::string_view) override {}
};

std::string octets(Random& random, int size_max) {
  std::string text(static_cast<std::size_t>(random.between(0, size_max)), '\0');
  for (char& octet : text) octet = static_cast<char>(random.below(256));
  return text;
}

/// Data that looks like answers.
constexpr std::array<std::string_view, 8> mimicry = {
    "\r\nOK\r\n", "\r\nERROR\r\n",      "AT+CMQTTPUB=0,1,60\r",    "\r\n>", "+CMQTTNONET\r\n",
    "A/",         "AT\r\nAT\r\nAT\r\n", "+CMQTTRXSTART: 0,1,1\r\n"};

std::string text_value(Random& random) {
  constexpr std::array<std::string_view, 9> texts = {"",
                                                     "m0",
                                                     "tcp://broker.test:1883",
                                                     "tcp://no.invalid:1",
                                                     "a/+/b",
                                                     "#",
                                                     "checkUTF8",
                                                     "optimeout",
                                                     "sslversion"};
  if (random.chance(70)) return std::string(random.pick(texts));
  return octets(random, 40);
}

}  // namespace

HostileText::HostileText(std::string_view profile) {
  ModemConfig config;
  find_profile(profile)->apply(config.settings);
  BufferPool pool;
  Silence silence;
  Parts parts(config, pool, silence, Time{}, {});
  for (const at::CommandSet* set : parts.command_sets()) {
    for (const at::CommandText& each : set->texts()) {
      if (std::ranges::find(left_out, each.name) != left_out.end()) continue;
      const std::string name = fmt::format("AT{}", each.name);
      plain_.insert(plain_.end(), {name, name + "=?", name + "?"});
      for (const at::WriteText& write : each.write) {
        const std::string sign = each.name.starts_with('+') ? "=" : "";
        Form form{name + sign, {}};
        if (!write.keyword.empty()) form.begin += fmt::format("\"{}\",", write.keyword);
        for (const at::ParameterText& parameter : write.parameters) {
          Value value{parameter.is_quoted, {}};
          for (const int number : {0, 1, 2, 3, 4, 5, 10, 30, 60, 120, 180, 1024, 10240, 65535}) {
            if (!parameter.is_quoted && parameter.ranges.contains(number)) {
              value.ends.push_back(number);
            }
          }
          form.values.push_back(std::move(value));
        }
        forms_.push_back(std::move(form));
      }
    }
  }
}

std::string HostileText::next(Random& random) const {
  switch (random.below(12)) {
    case 0: return octets(random, 300);
    case 1: return std::string(static_cast<std::size_t>(random.between(2000, 20000)), 'x') + "\r";
    case 2:
      return fmt::format("AT{}\r", std::string(static_cast<std::size_t>(random.between(1, 4000)),
                                               static_cast<char>(random.between(32, 126))));
    case 3: return std::string(random.pick(mimicry));
    case 4: return fmt::format("{};{}\r", command(random), command(random).substr(2));
    case 5: {
      std::string line = command(random);
      if (!line.empty()) line[random.below(line.size())] = static_cast<char>(random.below(256));
      return line + "\r";
    }
    default: return command(random) + (random.chance(80) ? "\r" : "\r\n");
  }
}

std::string HostileText::command(Random& random) const {
  if (random.chance(20)) return plain_[random.below(plain_.size())];
  const Form& form = forms_[random.below(forms_.size())];
  std::string line = form.begin;
  for (std::size_t i = 0; i < form.values.size(); ++i) {
    const Value& value = form.values[i];
    if (random.chance(4)) break;
    if (i > 0) line += ',';
    if (value.is_quoted) {
      line += fmt::format("\"{}\"", text_value(random));
    } else if (!value.ends.empty() && random.chance(90)) {
      line += fmt::format("{}", value.ends[random.below(value.ends.size())]);
    } else {
      line += fmt::format("{}", random.between(-2, 99999));
    }
  }
  return line;
}

}  // namespace atmqtt::trial
