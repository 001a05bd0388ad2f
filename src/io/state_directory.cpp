#include "io/state_directory.hpp"

#include "base/limits.hpp"
#include "io/log.hpp"
#include "tlsconf/certificate_name.hpp"

#include <optional>

namespace atmqtt::io {
namespace {

const std::string settings_name = "settings";

StoreResult failed(std::string why) { return {std::move(why), {}}; }

StoreResult result_of(const tl::expected<void, OpenError>& done) {
  return done ? StoreResult{} : failed(done.error().text);
}

/// A certificate or key. An error also when there is nothing in it, which the module cannot have.
tl::expected<std::string, std::string> read_certificate(const StatePath& path,
                                                        const std::string& name) {
  auto content = path.read(name, limits::certificate_size_max);
  if (!content) return tl::unexpected(content.error().text);
  if (!*content) return tl::unexpected(path.path_of(name) + ": there is no such file");
  if ((*content)->empty()) return tl::unexpected(path.path_of(name) + ": is empty");
  return std::move(**content);
}

}  // namespace

tl::expected<StateDirectory, OpenError> StateDirectory::open(const std::string& directory,
                                                             const std::string& name) {
  const auto parent = StatePath::open(directory);
  if (!parent) return tl::unexpected(parent.error());
  auto root = parent->open_inner(name);
  if (!root) return tl::unexpected(root.error());
  if (const auto locked = root->lock(); !locked) return tl::unexpected(locked.error());
  auto certificates = root->open_inner("certificates");
  if (!certificates) return tl::unexpected(certificates.error());
  auto files = root->open_inner("files");
  if (!files) return tl::unexpected(files.error());
  root->clean();
  certificates->clean();
  return StateDirectory(std::move(*root), std::move(*certificates), std::move(*files));
}

StateContent StateDirectory::read(std::vector<std::string>& faults) const {
  StateContent content;
  read_certificates(content, faults);
  const auto settings = root_.read(settings_name, limits::saved_settings_size_max);
  if (!settings) {
    faults.push_back(settings.error().text);
  } else if (*settings) {
    content.settings = **settings;
  }
  return content;
}

void StateDirectory::read_certificates(StateContent& content,
                                       std::vector<std::string>& faults) const {
  const auto names = certificates_.names();
  if (!names) return faults.push_back(names.error().text);
  for (const std::string& name : *names) {
    if (const auto fault = tlsconf::fault_of_name(name)) {
      faults.push_back(certificates_.path_of(name) + ": " + std::string(*fault));
      continue;
    }
    auto certificate = read_certificate(certificates_, name);
    if (!certificate) {
      faults.push_back(certificate.error());
    } else if (content.certificates.size() == limits::certificate_count_max) {
      faults.push_back(certificates_.path_of(name) + ": there are " +
                       std::to_string(limits::certificate_count_max) + " certificates already");
    } else {
      content.certificates.push_back({name, std::move(*certificate)});
    }
  }
}

StoreResult StateDirectory::perform(const StoreAction& action) const {
  switch (action.kind) {
    case StoreAction::Kind::put_certificate:
      return result_of(certificates_.write(action.name, action.content));
    case StoreAction::Kind::remove_certificate: return result_of(certificates_.remove(action.name));
    case StoreAction::Kind::import_certificate: return take_file(action.name);
    case StoreAction::Kind::save_settings: break;
  }
  return result_of(root_.write(settings_name, action.content));
}

/// Written anew instead of renamed, so that the certificate is what was read, with our mode.
StoreResult StateDirectory::take_file(const std::string& name) const {
  auto content = read_certificate(files_, name);
  if (!content) return failed(content.error());
  if (const auto written = certificates_.write(name, *content); !written) return result_of(written);
  if (const auto removed = files_.remove(name); !removed) {
    log_warning(removed.error().text + "; it is a certificate now, and stays a file too");
  }
  return {std::nullopt, std::move(*content)};
}

}  // namespace atmqtt::io
