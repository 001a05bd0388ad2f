#pragma once

#include "base/compact_text.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace atmqtt::tlsconf {

/// The certificates and keys of the module by name, in the order of their names. What keeps them
/// over a restart is outside; it fills this store at power-on and hears of every change.
class CertificateStore {
 public:
  class Certificate {
   public:
    explicit Certificate(std::string_view name) : name_(name) {}

    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] std::string_view content() const { return own_.empty() ? lent_ : own_.view(); }

   private:
    friend CertificateStore;

    CompactText name_;
    CompactText own_;        ///< the content, or
    std::string_view lent_;  ///< that of somebody who outlives the store
  };

  /// The content, valid until the store changes.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::span<const Certificate> all() const { return certificates_; }

  /// Whether there is room for one more of this name (limits::certificate_count_max).
  [[nodiscard]] bool has_room_for(std::string_view name) const;

  /// Adds or replaces. Needs: has_room_for(name); neither argument is of this store.
  void put(std::string_view name, std::string_view content);

  /// The same without a copy. Needs: the content outlives the store.
  void lend(std::string_view name, std::string_view content);

  /// Returns whether there was one.
  bool remove(std::string_view name);

 private:
  using Place = std::vector<Certificate>::const_iterator;

  /// Where one of that name is, or would have to be.
  [[nodiscard]] Place place_of(std::string_view name) const;
  [[nodiscard]] bool has(Place place, std::string_view name) const;
  Certificate& renew(std::string_view name);

  std::vector<Certificate> certificates_;
};

}  // namespace atmqtt::tlsconf
