#include "modem/profiles.hpp"

#include <algorithm>
#include <iterator>

namespace atmqtt {
namespace {

void apply_sim8200(Settings& settings) { settings = Settings{}; }

/// MB 3.3, 4.1 and 7.1; decisions A1 to A3.
void apply_sim7600(Settings& settings) {
  apply_sim8200(settings);
  settings.start_order = ResultOrder::result_first_when_online;
  settings.stop_order = ResultOrder::result_first_when_online;
  settings.cfg_acturc = false;
  settings.cfg_test_whole = true;
  settings.id_model = "SIMCOM_SIM7600G-H";
  settings.id_revision = "LE20B04SIM7600G22";
  settings.boot_lines = "RDY\n+CPIN: READY\nSMS DONE\nPB DONE";
}

/// What the two newer families have in common.
void apply_newer(Settings& settings) {
  apply_sim8200(settings);
  settings.start_needed = {Answer::bare_error};
  settings.rel_free = {20};
  settings.number_quoted = {Answer::bare_error};
  settings.accq_takes_version = false;
  settings.accq_version = 3;
  settings.disc_timeout_err = 35;
  settings.ping_urc = false;
  settings.cfg_refusal_ok = false;
  settings.cfg_test_whole = true;
  settings.cfg_acturc = false;
  settings.cfg_version = true;
  settings.boot_lines = "*ATREADY: 1\n+CPIN: READY\nSMS DONE\nPB DONE";
  settings.csslcfg_keypwd = false;
}

/// The A76 columns of MB 1.2, 3.2, 3.3, 4, 4.1, 6, 7 and 9; decisions A2, A4, A5, C3 to C5.
void apply_a7670(Settings& settings) {
  apply_newer(settings);
  settings.echo_data = DataEcho::off;
  settings.any_sign = true;
  settings.test_brackets = true;
  settings.start_repeated = {Answer::bare_error};
  settings.stop_stopped = {Answer::bare_error};
  settings.stop_acquired = {Answer::bare_error};
  settings.accq_repeated = {Answer::bare_error};
  settings.connect_ok_after_tcp = true;
  settings.disc_timeout_min = 1;
  settings.pub_timeout_min = 1;
  settings.subtopic_count_max = 10;
  settings.sub_read = true;
  settings.cfg_argtopic = true;
  settings.certificate_name_max = 108;
  settings.certificate_move = true;
  settings.csslcfg_password = true;
  settings.csslcfg_ciphersuites = Ciphersuites::none;
  settings.id_model = "A7670E-FASE";
  settings.id_revision = "A011B07A7670M7_F";
  settings.id_ati =
      "Manufacturer: {manufacturer}\nModel: {model}\nRevision: {revision}\nQCN:\nIMEI: {imei}\n"
      "MEID:\n+GCAP: +CGSM,+FCLASS,+DS\nDeviceInfo:";
  settings.id_simcomati =
      "Manufacturer: {manufacturer}\nModel: {model}\nRevision: {revision}\nA7670M7_B07V01_240927\n"
      "QCN:\nIMEI: {imei}\nMEID:\n+GCAP: +CGSM,+FCLASS,+DS\nDeviceInfo:";
  settings.cfun_max = 8;
  settings.cfun_urcs_first = true;
  settings.network_lost_lines = "";
  settings.net_event_lines = true;
  settings.net_cid_max = 15;
  settings.net_cid_far_max = 99;
  settings.ping_count_max = 5;
  settings.ntp_zone = 32;
  settings.cops_format = 2;
  settings.cpsi_units = CpsiUnits::index;
}

/// The SIM767X columns of the same; decisions A2, A4, A5, C3 to C5.
void apply_sim7670(Settings& settings) {
  apply_newer(settings);
  settings.start_cid = true;
  settings.stop_acquired = {19};
  settings.rx_between_ok_and_result = true;
  settings.subtopic = false;
  settings.cfg_aliauth = false;
  settings.cfg_cid = true;
  settings.certificate_name_max = 55;
  settings.csslcfg_ciphersuites = Ciphersuites::all;
  settings.csslcfg_ignorecertcn = true;
  settings.csslcfg_use_tickets = true;
  settings.cpsi_units = CpsiUnits::decibel;
  settings.id_model = "SIM7670G-MNGV";
  settings.id_revision = "V1.9.05";
  settings.id_ati =
      "Manufacturer: {manufacturer}\nModel: {model}\nRevision: {revision}\nIMEI: {imei}";
}

constexpr Profile table[] = {
    {"sim8200", "SIM82xx, SIM83xx: the chapter to the letter (default)", apply_sim8200},
    {"sim7600", "SIM7500, SIM7600: result before OK at START and STOP, boot lines", apply_sim7600},
    {"a7670",
     "A7600, A7608, A7670, A7672, A7680: bare ERROR for what is repeated, no OK before a CONNECT "
     "that finds no server, argtopic",
     apply_a7670},
    {"sim7670",
     "SIM7670, SIM7672: no SUBTOPIC, messages between OK and result, START with a PDP context",
     apply_sim7670},
};

}  // namespace

std::span<const Profile> profiles() { return table; }

const Profile* find_profile(std::string_view name) {
  const auto* found = std::ranges::find(table, name, &Profile::name);
  return found == std::end(table) ? nullptr : found;
}

}  // namespace atmqtt
