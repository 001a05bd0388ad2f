#include "modem/profiles.hpp"

#include <algorithm>
#include <iterator>

namespace atmqtt {
namespace {

void apply_sim8200(Settings& settings) { settings = Settings{}; }

/// MB 3.3 and 7.1; decisions A1 to A3.
void apply_sim7600(Settings& settings) {
  apply_sim8200(settings);
  settings.start_order = ResultOrder::result_first_when_online;
  settings.stop_order = ResultOrder::result_first_when_online;
  settings.id_model = "SIMCOM_SIM7600G-H";
  settings.id_revision = "LE20B04SIM7600G22";
  settings.boot_lines = "RDY\n+CPIN: READY\nSMS DONE\nPB DONE";
}

constexpr Profile table[] = {
    {"sim8200", "SIM82xx, SIM83xx: the chapter to the letter (default)", apply_sim8200},
    {"sim7600", "SIM7500, SIM7600: result before OK at START and STOP, boot lines", apply_sim7600},
};

}  // namespace

std::span<const Profile> profiles() { return table; }

const Profile* find_profile(std::string_view name) {
  const auto* found = std::ranges::find(table, name, &Profile::name);
  return found == std::end(table) ? nullptr : found;
}

}  // namespace atmqtt
