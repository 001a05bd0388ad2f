#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace atmqtt::tlsconf {

/// The certificates and keys of the module by name, in the order of their names. What keeps them
/// over a restart is outside; it fills this store at power-on and hears of every change.
class CertificateStore {
 public:
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const {
    return contents_;
  }

  /// Whether there is room for one more of this name (limits::certificate_count_max).
  [[nodiscard]] bool has_room_for(std::string_view name) const;

  /// Adds or replaces. Needs: has_room_for(name).
  void put(std::string_view name, std::string_view content);

  /// Returns whether there was one.
  bool remove(std::string_view name);

 private:
  std::map<std::string, std::string, std::less<>> contents_;
};

}  // namespace atmqtt::tlsconf
