#include "device/cell.hpp"

#include <fmt/format.h>

#include <string_view>

namespace atmqtt::device {
namespace {

/// The levels of a cell follow from the one that the settings give, the <rssi> of +CSQ (27.007
/// 8.5): 2 dB a step, from -113 dBm on. They are in dBm and dB.
struct Levels {
  explicit Levels(const Radio& radio) : rssi(2 * radio.rssi() - 113), rsrp(rssi - 30) {}
  int rssi;
  int rsrp;
  int rsrq = -11;
  int rssnr = 18;
};

/// RSRQ, RSRP and RSSI. The indexes are those of 27.007 8.69, and RXLEV.
std::string lte_levels(const Levels& levels, CpsiUnits units) {
  switch (units) {
    case CpsiUnits::tenths:
      return fmt::format("{},{},{}", 10 * levels.rsrq, 10 * levels.rsrp, 10 * levels.rssi);
    case CpsiUnits::index:
      return fmt::format("{},{},{}", 2 * levels.rsrq + 40, levels.rsrp + 141, levels.rssi + 111);
    case CpsiUnits::decibel: break;
  }
  return fmt::format("{},{},{}", levels.rsrq, levels.rsrp, levels.rssi);
}

std::string operation_mode(Radio::Functionality functionality) {
  switch (functionality) {
    case Radio::full: return "Online";
    case Radio::factory_test: return "Factory Test Mode";
    case Radio::offline: return "Offline";
    case Radio::minimum:
    case Radio::flight:
    case Radio::radio_off: break;
  }
  return "Low Power Mode";
}

}  // namespace

std::string cell_text(const DeviceSettings& settings, const Radio& radio) {
  const std::string mode = operation_mode(radio.functionality());
  if (!radio.is_registered()) return "NO SERVICE," + mode;
  const Levels levels(radio);
  const std::string place = fmt::format("{},{}-{},0x{:X},{}", mode, settings.radio_mcc,
                                        settings.radio_mnc, settings.radio_tac, settings.radio_ci);
  const int channel = settings.radio_channel;
  switch (settings.radio_rat) {
    case Rat::lte:
      return fmt::format("LTE,{},308,EUTRAN-BAND{},{},5,5,{},{}", place, settings.radio_band,
                         channel, lte_levels(levels, settings.cpsi_units), levels.rssnr);
    case Rat::wcdma:
      return fmt::format("WCDMA,{},WCDMA IMT 2000,279,{},0,1.5,{},33,{},500", place, channel,
                         -levels.rsrp, -levels.rssi);
    case Rat::gsm: break;
  }
  return fmt::format("GSM,{},{} EGSM 900,{},2110,42-42", place, channel, levels.rssi);
}

}  // namespace atmqtt::device
