#pragma once

#include "atmqtt/time.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt {

/// The answer to a command that a module refuses in one of several ways: OK, a bare ERROR, or the
/// <err> of its result line, followed by ERROR.
struct Answer {
  static constexpr int bare_error = -1;
  int err = 0;  ///< 0 is OK
  friend bool operator==(const Answer&, const Answer&) = default;
};

/// Whether entered data is echoed.
enum class DataEcho : unsigned char { follows_ate, off };

/// Where the result line of START and STOP stands.
enum class ResultOrder : unsigned char {
  ok_first,
  result_first,
  result_first_when_online,  ///< only when the data connection stands already
};

/// What happens to messages from the server while no DTE is attached (E10).
enum class DteAbsent : unsigned char { keep, drop };

/// What AT+CMQTTCONNECT? tells of a client.
enum class ConnectRead : unsigned char {
  whole,    ///< what CONNECT has named; nothing when not connected
  address,  ///< the server's address alone, and an empty one when not connected
};

/// The hash that aliauth signs with; Alibaba's words are hmacmd5, hmacsha1 and hmacsha256.
enum class HashAlgorithm : unsigned char { md5, sha1, sha256 };

/// Which suites the option "ciphersuites" of AT+CSSLCFG takes.
enum class Ciphersuites : unsigned char {
  none,  ///< there is no such option
  two,   ///< 0x002F and 0xFFFF
  all,   ///< 0x0000 to 0xFFFF
};

/// What becomes of a command that the module does not have.
enum class UnknownCommand : unsigned char {
  error,
  ok,
  exit,  ///< ERROR, and the process ends with the command named
};

/// How a module differs from another on the command line itself.
struct LineSettings {
  std::string prompt_octets = "\r\n>";
  bool echo = true;
  DataEcho echo_data = DataEcho::follows_ate;
  Duration prompt_timeout = std::chrono::seconds(60);
  Duration urc_typing_hold = std::chrono::seconds(1);
  bool strict = false;
  bool any_sign = false;
  bool test_brackets = false;
  int cmee = 2;
  UnknownCommand unknown_command = UnknownCommand::error;
};

/// How a module differs from another in the service of the chapter.
struct ServiceSettings {
  ResultOrder start_order = ResultOrder::ok_first;
  ResultOrder stop_order = ResultOrder::ok_first;
  Answer start_needed{9};
  Answer start_repeated{23};
  bool start_cid = false;
  Answer stop_stopped{9};
  Answer stop_acquired{21};
  Answer accq_repeated{19};
  Answer rel_free{0};
  bool rel_result = false;
  Answer number_quoted{12};
  bool connect_ok_after_tcp = false;
  ConnectRead connect_read = ConnectRead::whole;
  bool accq_takes_version = true;
  int accq_version = 4;
  int disc_timeout_min = 60;
  int disc_timeout_err = 17;
  int pub_timeout_min = 60;
  bool subtopic = true;
  int subtopic_count_max = 0;  ///< 0: only the octets limit the cache
  bool sub_read = false;
  bool ping_urc = true;

  bool cfg_refusal_ok = true;
  bool cfg_test_whole = false;
  bool cfg_aliauth = true;
  bool cfg_acturc = true;
  bool cfg_version = false;
  bool cfg_argtopic = false;
  bool cfg_cid = false;

  Duration urc_gap = std::chrono::milliseconds(5);
  Duration rx_hold_max = std::chrono::seconds(5);
  bool rx_between_ok_and_result = false;
  std::size_t rx_payload_chunk = 1500;
  std::size_t rx_topic_chunk = 1024;
  std::size_t rx_size_max = 256 * 1024;
  DteAbsent dte_absent = DteAbsent::keep;

  std::string aliauth_id;      ///< empty: the client id of ACCQ
  int aliauth_securemode = 0;  ///< 0: 3 for server type 0, 2 for server type 1
  HashAlgorithm aliauth_signmethod = HashAlgorithm::sha1;
  std::string aliauth_timestamp;  ///< empty: none
};

/// How a module differs from another in its SSL contexts and certificates.
struct TlsConfSettings {
  int certificate_name_max = 128;
  bool certificate_move = false;
  bool csslcfg_tls13 = false;
  bool csslcfg_password = false;
  bool csslcfg_keypwd = true;
  Ciphersuites csslcfg_ciphersuites = Ciphersuites::two;
  bool csslcfg_ignorecertcn = false;
  bool csslcfg_use_tickets = false;
  bool tls_check_name = true;
  bool tls_legacy = false;
};

/// What the SIM asks for at power-on, or that there is none.
enum class SimLock : unsigned char { ready, pin, puk, absent };

/// What a SIM that has not answered yet is taken for.
enum class SimWait : unsigned char { busy, failure };

/// What the network answers when the module wants to register.
enum class RegistrationAnswer : unsigned char {
  home,
  roaming,
  denied,
  none,  ///< there is no network: the module searches for ever
};

/// The radio access technology of the cell.
enum class Rat : unsigned char { lte, wcdma, gsm };

/// How +CPSI gives the levels of an LTE cell.
enum class CpsiUnits : unsigned char {
  tenths,  ///< of a dB
  index,   ///< as 27.007 reports them in +CESQ, and RSSI as RXLEV
  decibel,
};

/// What a PDP context carries.
enum class PdpType : unsigned char { ip, ppp, ipv6, ipv4v6 };

/// Whom AT+CNTP asks for the time.
enum class TimeSource : unsigned char {
  system,  ///< the clock of this machine
  server,  ///< the server that AT+CNTP names
};

/// What the module says of itself, how it starts, and what SIM and network it finds.
struct DeviceSettings {
  std::string id_manufacturer = "SIMCOM INCORPORATED";
  std::string id_model = "SIMCOM_SIM8200EA-M2";
  std::string id_revision = "LE20B03SIM8200M44A";
  std::string id_imei = "867584030000017";
  /// The lines of ATI, separated by line feeds.
  std::string id_ati =
      "Manufacturer: {manufacturer}\nModel: {model}\nRevision: {revision}\nIMEI: {imei}\n"
      "+GCAP: +CGSM,+FCLASS,+DS";
  std::string id_simcomati;  ///< the same of AT+SIMCOMATI; empty: those of ATI
  std::string boot_lines;    ///< separated by line feeds
  Duration boot_delay = Duration::zero();
  Duration boot_sim_delay = Duration::zero();
  SimWait boot_sim_wait = SimWait::busy;
  Duration boot_read_delay = Duration::zero();
  bool boot_on_open = false;
  Duration power_off_time = std::chrono::seconds(5);
  int cfun_max = 7;
  bool cfun_urcs_first = false;

  SimLock sim_state = SimLock::ready;
  std::string sim_pin = "1234";
  std::string sim_puk = "12345678";
  std::string sim_imsi = "001010123456789";
  std::string sim_iccid = "89001010000000000018";

  RegistrationAnswer radio_registration = RegistrationAnswer::home;
  Duration radio_registration_delay = Duration::zero();
  int radio_rssi = 23;
  Rat radio_rat = Rat::lte;
  std::string radio_operator = "Test Network";
  std::string radio_mcc = "001";
  std::string radio_mnc = "01";
  int radio_tac = 0x333C;
  int radio_ci = 39589680;
  int radio_band = 3;
  int radio_channel = 1350;
  int cops_format = 0;
  CpsiUnits cpsi_units = CpsiUnits::tenths;
  int power_voltage = 3800;
  int power_temperature = 30;
  std::string network_lost_lines = "+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY";

  std::string net_apn = "internet";
  PdpType net_pdp_type = PdpType::ip;
  int net_cid_max = 24;
  int net_cid_far_max = 179;  ///< below 100: there are none from 100 on
  bool net_operator_contexts = true;
  std::string net_address = "10.0.0.2";
  std::string net_address6 = "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.2";
  bool net_event_lines = false;
  int net_zone = 0;  ///< in quarters of an hour

  int ping_count_max = 100;

  TimeSource ntp_source = TimeSource::system;
  std::string ntp_server = "pool.ntp.org";
  int ntp_port = 123;
  int ntp_zone = 0;
};

/// Everything in which modules differ. The defaults are the profile sim8200, the chapter itself;
/// modem/settings.hpp has the table of keys, types, allowed values and texts.
struct Settings : LineSettings, ServiceSettings, TlsConfSettings, DeviceSettings {};

/// Returns HMAC(key, message) as raw octets. The core has no cryptography of its own; the embedder
/// hands this function in.
using Hmac = std::string (*)(HashAlgorithm algorithm, std::string_view key,
                             std::string_view message);

/// What a modem is made from. It must outlive the modems made from it; any number may share it.
struct ModemConfig {
  Settings settings;
  Hmac hmac = nullptr;  ///< needed by AT+CMQTTCFG="aliauth" only; without it that option is refused
};

}  // namespace atmqtt
