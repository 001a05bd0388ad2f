#include "tlsconf/certificate_store.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"

namespace atmqtt::tlsconf {

const std::string* CertificateStore::find(std::string_view name) const {
  const auto found = contents_.find(name);
  return found == contents_.end() ? nullptr : &found->second;
}

bool CertificateStore::has_room_for(std::string_view name) const {
  return find(name) != nullptr || contents_.size() < limits::certificate_count_max;
}

void CertificateStore::put(std::string_view name, std::string_view content) {
  CHECK(has_room_for(name));
  contents_.insert_or_assign(std::string(name), std::string(content));
}

bool CertificateStore::remove(std::string_view name) {
  const auto found = contents_.find(name);
  if (found == contents_.end()) return false;
  contents_.erase(found);
  return true;
}

}  // namespace atmqtt::tlsconf
