#include "tlsconf/certificate_store.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"

#include <algorithm>

namespace atmqtt::tlsconf {

CertificateStore::Place CertificateStore::place_of(std::string_view name) const {
  return std::ranges::lower_bound(certificates_, name, {}, &Certificate::name);
}

bool CertificateStore::has(Place place, std::string_view name) const {
  return place != certificates_.end() && place->name() == name;
}

std::optional<std::string_view> CertificateStore::find(std::string_view name) const {
  const Place place = place_of(name);
  return has(place, name) ? std::optional(place->content()) : std::nullopt;
}

bool CertificateStore::has_room_for(std::string_view name) const {
  return has(place_of(name), name) || certificates_.size() < limits::certificate_count_max;
}

/// One of that name without a content, in the place of the one that there may be.
CertificateStore::Certificate& CertificateStore::renew(std::string_view name) {
  CHECK(has_room_for(name));
  remove(name);
  return *certificates_.emplace(place_of(name), name);
}

void CertificateStore::put(std::string_view name, std::string_view content) {
  renew(name).own_ = content;
}

void CertificateStore::lend(std::string_view name, std::string_view content) {
  renew(name).lent_ = content;
}

bool CertificateStore::remove(std::string_view name) {
  const Place place = place_of(name);
  if (!has(place, name)) return false;
  certificates_.erase(place);
  return true;
}

}  // namespace atmqtt::tlsconf
