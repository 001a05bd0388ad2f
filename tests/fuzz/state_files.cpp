// Whatever lies in the state directory under whatever name, only what can be used is read.

#include "base/check.hpp"
#include "base/limits.hpp"
#include "input.hpp"
#include "io/state_directory.hpp"
#include "tlsconf/certificate_name.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt {
namespace {

/// A directory in memory, so that nothing waits for a disk.
class Root {
 public:
  Root() { CHECK(::mkdtemp(path_.data()) != nullptr); }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;
  ~Root() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = "/dev/shm/atmqtt-fuzz-XXXXXX";
};

const std::string& root() {
  static const Root root;
  return root.path();
}

/// What lies there by another hand, if a file can have this name at all.
void lay_down(std::string_view folder, const std::string& name, std::string_view content) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) return;
  std::ofstream(root() + "/modem0/" + std::string(folder) + '/' + name) << content;
}

void check_change(const io::StateDirectory& directory, const StoreAction& action) {
  const bool done = !directory.perform(action).error;
  std::vector<std::string> faults;
  const io::StateContent content = directory.read(faults);
  for (const std::string& fault : faults) CHECK(fault.starts_with(root()));
  CHECK(content.settings.size() <= limits::saved_settings_size_max);
  for (const TlsFile& file : content.certificates) {
    CHECK(!tlsconf::fault_of_name(file.name));
    CHECK(!file.content.empty() && file.content.size() <= limits::certificate_size_max);
  }
  const bool is_certificate = done && action.kind == StoreAction::Kind::put_certificate &&
                              !tlsconf::fault_of_name(action.name) && !action.content.empty() &&
                              action.content.size() <= limits::certificate_size_max;
  if (is_certificate) {
    CHECK(content.certificates.size() == 1);
    CHECK(content.certificates[0].name == action.name);
    CHECK(content.certificates[0].content == action.content);
  }
}

}  // namespace
}  // namespace atmqtt

/// The input is a name, a zero octet, and the content. The core hands out faultless names only, so
/// others are put there as files by another hand.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const std::string_view text = fuzz::as_text(data, size);
  const std::string name(text.substr(0, text.find('\0')));
  const std::string content(text.substr(std::min(name.size() + 1, text.size())));
  {
    const auto directory = io::StateDirectory::open(root(), "modem0");
    CHECK(directory);
    check_change(*directory, {StoreAction::Kind::save_settings, "", content});
    if (!tlsconf::fault_of_name(name)) {
      check_change(*directory, {StoreAction::Kind::put_certificate, name, content});
      CHECK(!directory->perform({StoreAction::Kind::remove_certificate, name, ""}).error ||
            name.size() > 255);
    } else {
      lay_down("certificates", name, content);
      check_change(*directory, {StoreAction::Kind::save_settings, "", content});
    }
  }
  // Nothing of it is left, inside or outside.
  CHECK(std::distance(std::filesystem::directory_iterator(root()), {}) == 1);
  std::filesystem::remove_all(root() + "/modem0");
  return 0;
}
