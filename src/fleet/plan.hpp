#pragma once

#include "atmqtt/config.hpp"
#include "atmqtt/time.hpp"
#include "atmqtt/tls.hpp"
#include "fleet/script.hpp"
#include "fleet/text.hpp"
#include "io/server_map.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace atmqtt::fleet {

/// A certificate or key of its own that each modem has in its store when it is switched on.
struct CertificateFile {
  std::string name;  ///< in the store
  Text path;         ///< with {modem} or {imei}

  [[nodiscard]] std::string path_of(const DeviceSettings& settings, std::uint32_t modem) const {
    std::string file;
    path.append_to(file, {.modem = modem, .settings = &settings});
    return file;
  }
};

/// What all modems of a run have in common. It outlives them.
struct Plan {
  Script script;
  ModemConfig config;
  std::vector<std::string> brokers;  ///< HOST:PORT; the modems take them in turn
  io::ServerMap server_map;
  std::vector<TlsFile> shared_certificates;  ///< that each modem has in its store
  std::vector<CertificateFile> own_certificates;
  std::uint32_t first_modem = 1;  ///< the number of the first one
  std::uint32_t modem_count = 1;
  double connects_per_second = 0;            ///< 0: as many as there are
  Duration pause = std::chrono::seconds(5);  ///< see PlayerContext::pause
  std::uint64_t seed = 0;

  /// Needs: there are brokers, or the script does not use theirs.
  [[nodiscard]] std::string_view broker_of(std::uint32_t modem) const {
    return brokers.empty() ? std::string_view() : brokers[modem % brokers.size()];
  }
};

}  // namespace atmqtt::fleet
