#pragma once

#include "atmqtt/action.hpp"
#include "atmqtt/tls.hpp"
#include "io/state_path.hpp"

#include <string>
#include <vector>

namespace atmqtt::io {

/// What a modem finds at power-on.
struct StateContent {
  std::vector<TlsFile> certificates;
  std::string settings;
};

/// Where one modem keeps what outlives the process (--state):
///
///     certificates/NAME   what AT+CCERTDOWN has entered, as it was entered
///     files/NAME          laid down by hand for AT+CCERTMOVE to take
///     settings            what AT&W has kept
///
/// Every change is whole or not at all, whenever the process or the machine stops. The directory is
/// ours while the object lives.
class StateDirectory {
 public:
  /// Opens the directory NAME in DIRECTORY, and makes both when they are not there. Fails when
  /// another process has it.
  [[nodiscard]] static tl::expected<StateDirectory, OpenError> open(const std::string& directory,
                                                                    const std::string& name);

  /// Reads everything. What cannot be used is left where it is; `faults` gets a sentence for each.
  [[nodiscard]] StateContent read(std::vector<std::string>& faults) const;

  /// Makes a change. It blocks until the disk has it.
  [[nodiscard]] StoreResult perform(const StoreAction& action) const;

 private:
  using Done = tl::expected<void, OpenError>;

  StateDirectory(StatePath root, StatePath certificates, StatePath files)
      : root_(std::move(root)), certificates_(std::move(certificates)), files_(std::move(files)) {}

  void read_certificates(StateContent& content, std::vector<std::string>& faults) const;
  [[nodiscard]] StoreResult take_file(const std::string& name) const;

  StatePath root_;
  StatePath certificates_;
  StatePath files_;
};

}  // namespace atmqtt::io
