#include "modem/settings.hpp"

#include <chrono>

/// The one table of settings, in the order of its lists: the line, the service, messages, TLS, the
/// module and its network.
namespace atmqtt {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view data_echo_words[] = {"follows_ate", "off"};
constexpr std::string_view result_order_words[] = {"ok_first", "result_first",
                                                   "result_first_when_online"};
constexpr std::string_view dte_absent_words[] = {"keep", "drop"};

constexpr std::string_view connect_read_words[] = {"whole", "address"};

constexpr std::string_view unknown_command_words[] = {"error", "ok", "exit"};
constexpr std::string_view rat_words[] = {"lte", "wcdma", "gsm"};
constexpr std::string_view cpsi_units_words[] = {"tenths", "index", "decibel"};
constexpr std::string_view sim_lock_words[] = {"ready", "pin", "puk", "absent"};
constexpr std::string_view sim_wait_words[] = {"busy", "failure"};
constexpr std::string_view registration_words[] = {"home", "roaming", "denied", "none"};

constexpr std::string_view pdp_type_words[] = {"IP", "PPP", "IPV6", "IPV4V6"};
constexpr std::string_view time_source_words[] = {"system", "server"};

constexpr std::string_view signmethod_words[] = {"hmacmd5", "hmacsha1", "hmacsha256"};

constexpr std::string_view ciphersuites_words[] = {"none", "two", "all"};

constexpr Choice<ResultOrder> order(ResultOrder Settings::*member) {
  return {member, result_order_words};
}

const Setting table[] = {
    {"prompt.octets", Text{&Settings::prompt_octets, 16}, "what asks for data"},
    {"prompt.timeout", Period{&Settings::prompt_timeout, 1s, "s", 3600s},
     "the longest pause while data is entered"},
    {"echo", &Settings::echo, "ATE at power-up"},
    {"echo.data", Choice<DataEcho>{&Settings::echo_data, data_echo_words},
     "whether entered data is echoed"},
    {"strict", &Settings::strict, "accept the manual's grammar only, none of the lenient forms"},
    {"sign.any", &Settings::any_sign, "whether # and $ may stand for the + of a command"},
    {"test.brackets", &Settings::test_brackets,
     "whether the test answers of ACCQ and CONNECT show in brackets what may be left out"},
    {"cmee", Number{&Settings::cmee, 0, 2},
     "AT+CMEE at power-up: errors of the device are 0 ERROR, 1 a number, 2 a text"},
    {"unknown.command", Choice<UnknownCommand>{&Settings::unknown_command, unknown_command_words},
     "the answer to a command that there is none of; exit: ERROR, and the process ends"},
    {"urc.typing_hold", Period{&Settings::urc_typing_hold, 1s, "s", 60s},
     "how long a half-typed line holds results and URCs"},
    {"urc.gap", Period{&Settings::urc_gap, 1ms, "ms", 10s},
     "the time between a result and an RX group behind it"},

    {"start.order", order(&Settings::start_order), "where the result of START stands"},
    {"start.needed", &Settings::start_needed, "the answer to a command that needs START before it"},
    {"start.cid", &Settings::start_cid, "whether START and STOP take the number of a PDP context"},
    {"start.repeated", &Settings::start_repeated, "the answer to START when started"},
    {"stop.order", order(&Settings::stop_order), "where the result of STOP stands"},
    {"stop.stopped", &Settings::stop_stopped, "the answer to STOP when stopped"},
    {"stop.acquired", &Settings::stop_acquired, "the answer to STOP while a client is acquired"},
    {"accq.repeated", &Settings::accq_repeated, "the answer to ACCQ of an acquired client"},
    {"accq.takes_version", &Settings::accq_takes_version,
     "whether ACCQ has the parameter mqtt_version"},
    {"accq.version", Number{&Settings::accq_version, 3, 4},
     "the MQTT version when ACCQ names none: 3 is 3.1, 4 is 3.1.1"},
    {"rel.free", &Settings::rel_free, "the answer to REL of a free client"},
    {"rel.result", &Settings::rel_result, "whether REL prints a result line before OK"},
    {"connect.ok_after_tcp", &Settings::connect_ok_after_tcp,
     "whether the OK of CONNECT waits for the TCP connection"},
    {"connect.read", Choice<ConnectRead>{&Settings::connect_read, connect_read_words},
     "what AT+CMQTTCONNECT? tells of a client: all that CONNECT has named, and nothing without a "
     "connection; or the address alone, which is \"\" then"},
    {"disc.timeout_min", Number{&Settings::disc_timeout_min, 1, 60},
     "the shortest timeout of DISC that is not 0, in s"},
    {"disc.timeout_err", Number{&Settings::disc_timeout_err, 1, 35},
     "the code of a DISC that is not done in its time"},
    {"pub.timeout_min", Number{&Settings::pub_timeout_min, 1, 60},
     "the shortest pub_timeout of PUB, in s"},
    {"number.quoted", &Settings::number_quoted,
     "the answer to a quoted string where PUB, SUB and UNSUB want a number"},
    {"subtopic", &Settings::subtopic, "whether there are SUBTOPIC and UNSUBTOPIC"},
    {"subtopic.count_max", Number{&Settings::subtopic_count_max, 0, 5120},
     "how many topics SUBTOPIC and UNSUBTOPIC cache; 0 means that only 5120 octets limit them"},
    {"sub.read", &Settings::sub_read, "whether AT+CMQTTSUB? lists the subscribed topics"},
    {"ping.urc", &Settings::ping_urc,
     "whether +CMQTTPING tells that keep alive failed, before +CMQTTCONNLOST"},
    {"cfg.refusal_ok", &Settings::cfg_refusal_ok,
     "whether CFG refuses with its code and OK, instead of a bare ERROR"},
    {"cfg.test_whole", &Settings::cfg_test_whole,
     "whether AT+CMQTTCFG=? lists aliauth and acturc, where there are such"},
    {"cfg.aliauth", &Settings::cfg_aliauth, "whether CFG has the option aliauth"},
    {"cfg.acturc", &Settings::cfg_acturc, "whether CFG has the option acturc"},
    {"cfg.version", &Settings::cfg_version, "whether CFG has the option version"},
    {"cfg.argtopic", &Settings::cfg_argtopic,
     "whether CFG has the option argtopic, and PUB, SUB and UNSUB forms with the topic in quotes"},
    {"cfg.cid", &Settings::cfg_cid, "whether CFG has the options cid and scid"},

    {"rx.payload_chunk", Number{&Settings::rx_payload_chunk, 1, 1048576},
     "octets of payload behind one +CMQTTRXPAYLOAD line"},
    {"rx.topic_chunk", Number{&Settings::rx_topic_chunk, 1, 65535},
     "octets of topic behind one +CMQTTRXTOPIC line"},
    {"rx.size_max", Number{&Settings::rx_size_max, 0, 16777216},
     "octets of the largest payload that is delivered"},
    {"rx.hold_max", Period{&Settings::rx_hold_max, 1s, "s", 600s},
     "how long RX groups wait for the result of the client's own operation"},
    {"rx.between_ok_and_result", &Settings::rx_between_ok_and_result,
     "whether RX groups may stand between OK and that result"},
    {"dte.absent", Choice<DteAbsent>{&Settings::dte_absent, dte_absent_words},
     "what becomes of messages while no host is attached"},

    {"aliauth.id", Text{&Settings::aliauth_id, 64}, "the id that is signed; empty: that of ACCQ"},
    {"aliauth.securemode", Number{&Settings::aliauth_securemode, -2, 8},
     "0: 3 over TCP and 2 over TLS"},
    {"aliauth.signmethod", Choice<HashAlgorithm>{&Settings::aliauth_signmethod, signmethod_words},
     "the keyed hash that signs"},
    {"aliauth.timestamp", Text{&Settings::aliauth_timestamp, 32}, "in ms; empty: none is sent"},

    {"tls.check_name", &Settings::tls_check_name,
     "whether the server's name is checked when its chain is"},
    {"tls.legacy", &Settings::tls_legacy, "whether sslversion 4 allows TLS 1.0 and 1.1 too"},
    {"certificate.name_max", Number{&Settings::certificate_name_max, 5, 255},
     "octets of the longest name of a certificate"},
    {"certificate.move", &Settings::certificate_move, "whether there is CCERTMOVE"},
    {"csslcfg.tls13", &Settings::csslcfg_tls13,
     "whether sslversion is 0 TLS 1.2, 1 TLS 1.3, 2 both; else 0 SSL 3.0, 1 TLS 1.0, 2 TLS 1.1, "
     "3 TLS 1.2, 4 all"},
    {"csslcfg.password", &Settings::csslcfg_password,
     "whether CSSLCFG has the option password, a file with the key's password"},
    {"csslcfg.keypwd", &Settings::csslcfg_keypwd,
     "whether CSSLCFG has the option keypwd, the key's password"},
    {"csslcfg.ciphersuites",
     Choice<Ciphersuites>{&Settings::csslcfg_ciphersuites, ciphersuites_words},
     "the option ciphersuites of CSSLCFG: absent, with 0x002F and 0xFFFF, or with any suite"},
    {"csslcfg.ignorecertCN", &Settings::csslcfg_ignorecertcn,
     "whether CSSLCFG has the option ignorecertCN"},
    {"csslcfg.use_tickets", &Settings::csslcfg_use_tickets,
     "whether CSSLCFG has the option use_tickets"},

    {"id.manufacturer", Text{&Settings::id_manufacturer, 64}, "+CGMI, ATI"},
    {"id.model", Text{&Settings::id_model, 64}, "+CGMM, ATI"},
    {"id.revision", Text{&Settings::id_revision, 64}, "+CGMR, ATI"},
    {"id.imei", Digits{&Settings::id_imei, 15, 15, true}, "+CGSN, +SIMEI, ATI"},
    {"id.ati", Text{&Settings::id_ati, 512},
     "the lines of ATI, separated by \\n, with {manufacturer} {model} {revision} {imei}"},
    {"id.simcomati", Text{&Settings::id_simcomati, 512},
     "the lines of AT+SIMCOMATI, likewise; empty: those of ATI"},
    {"boot.lines", Text{&Settings::boot_lines, 512}, "printed after power-on, separated by \\n"},
    {"boot.delay", Period{&Settings::boot_delay, 1s, "s", 600s},
     "from power-on to the boot lines; the module hears nothing in this time"},
    {"boot.sim_delay", Period{&Settings::boot_sim_delay, 1s, "s", 600s},
     "from there until the SIM answers"},
    {"boot.sim_wait", Choice<SimWait>{&Settings::boot_sim_wait, sim_wait_words},
     "what +CPIN calls a SIM that has not answered yet: SIM busy or SIM failure"},
    {"boot.read_delay", Period{&Settings::boot_read_delay, 1s, "s", 600s},
     "from the answer of the SIM to the lines SMS DONE and PB DONE"},
    {"boot.on_open", &Settings::boot_on_open,
     "whether the first opening of the port is the power-on, instead of the start of the process"},
    {"power.off_time", Period{&Settings::power_off_time, 1s, "s", 86400s},
     "how long the module stays off after AT+CPOF; 0: for ever, or with boot.on_open until the "
     "port "
     "is opened"},
    {"cfun.max", Number{&Settings::cfun_max, 7, 8},
     "the greatest fun of AT+CFUN; 8 switches the radio off like 4"},
    {"cfun.urcs_first", &Settings::cfun_urcs_first,
     "whether what AT+CFUN brings about is printed before its OK"},

    {"sim.state", Choice<SimLock>{&Settings::sim_state, sim_lock_words},
     "what the SIM asks for at power-on, or that there is none"},
    {"sim.pin", Digits{&Settings::sim_pin, 4, 8}, "the PIN, if it is asked for"},
    {"sim.puk", Digits{&Settings::sim_puk, 8, 8}, "the PUK, if it is asked for"},
    {"sim.imsi", Digits{&Settings::sim_imsi, 6, 15}, "+CIMI"},
    {"sim.iccid", Digits{&Settings::sim_iccid, 19, 20, true}, "+CICCID, +CCID"},

    {"radio.registration",
     Choice<RegistrationAnswer>{&Settings::radio_registration, registration_words},
     "what the network answers; none: there is no network"},
    {"radio.registration_delay", Period{&Settings::radio_registration_delay, 1s, "s", 600s},
     "how long the module searches before it is registered"},
    {"radio.rssi", Number{&Settings::radio_rssi, 0, 31}, "+CSQ while registered"},
    {"radio.rat", Choice<Rat>{&Settings::radio_rat, rat_words}, "what the cell speaks"},
    {"radio.operator", Text{&Settings::radio_operator, 32}, "the name of the operator, +COPS"},
    {"radio.mcc", Digits{&Settings::radio_mcc, 3, 3}, "its country code"},
    {"radio.mnc", Digits{&Settings::radio_mnc, 2, 3}, "its network code"},
    {"radio.tac", Number{&Settings::radio_tac, 0, 0xFFFF}, "the tracking or location area"},
    {"radio.ci", Number{&Settings::radio_ci, 0, 0xFFFFFFF}, "the identity of the cell"},
    {"radio.band", Number{&Settings::radio_band, 1, 88}, "the band of an LTE cell, +CPSI"},
    {"radio.channel", Number{&Settings::radio_channel, 0, 262143},
     "the number of the cell's radio channel, +CPSI"},
    {"cops.format", Number{&Settings::cops_format, 0, 2},
     "how +COPS names the operator at power-up: 0 long, 1 short, 2 by its number"},
    {"cpsi.units", Choice<CpsiUnits>{&Settings::cpsi_units, cpsi_units_words},
     "the levels in +CPSI: tenths of dB, 27.007's indexes, or dB"},
    {"power.voltage", Number{&Settings::power_voltage, 3000, 4500}, "of the supply in mV, +CBC"},
    {"power.temperature", Number{&Settings::power_temperature, -40, 120},
     "of the module in degrees, +CPMUTEMP"},
    {"network.lost_lines", Text{&Settings::network_lost_lines, 512},
     "printed when the data connection goes while +NETOPEN or MQTT uses it, separated by \\n"},

    {"net.apn", Text{&Settings::net_apn, 100}, "the APN of context 1 at power-on"},
    {"net.pdp_type", Choice<PdpType>{&Settings::net_pdp_type, pdp_type_words},
     "the type of context 1 at power-on"},
    {"net.cid_max", Number{&Settings::net_cid_max, 1, 24},
     "the last of the PDP contexts from 1 on"},
    {"net.cid_far_max", Number{&Settings::net_cid_far_max, 99, 179},
     "the last of the PDP contexts from 100 on; 99: there are none"},
    {"net.operator_contexts", &Settings::net_operator_contexts,
     "whether the contexts ims and SOS are defined at power-on"},
    {"net.address", Address{&Settings::net_address, 4},
     "the IPv4 address of context 1; context n has the one that lies n-1 places behind it"},
    {"net.address6", Address{&Settings::net_address6, 16},
     "likewise the IPv6 address, as +CGPADDR writes it"},
    {"net.event_lines", &Settings::net_event_lines,
     "whether +CGEV lines tell when contexts are activated and deactivated"},
    {"net.zone", Number{&Settings::net_zone, -96, 96},
     "the time zone that the network tells, in quarters of an hour"},

    {"ping.count_max", Number{&Settings::ping_count_max, 4, 100},
     "the most requests of one AT+CPING"},

    {"ntp.source", Choice<TimeSource>{&Settings::ntp_source, time_source_words},
     "whom AT+CNTP asks: the clock of this machine, or the server that it names"},
    {"ntp.server", Text{&Settings::ntp_server, 255}, "the server until AT+CNTP names one"},
    {"ntp.port", Number{&Settings::ntp_port, 1, 65535}, "the server's port"},
    {"ntp.zone", Number{&Settings::ntp_zone, -96, 96},
     "the time zone of AT+CNTP until it names one, in quarters of an hour"},
};

}  // namespace

std::span<const Setting> settings() { return table; }

}  // namespace atmqtt
