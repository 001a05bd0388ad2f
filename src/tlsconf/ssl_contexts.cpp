#include "tlsconf/ssl_contexts.hpp"

namespace atmqtt::tlsconf {

const SslContext& SslContexts::get(int index) const {
  static const SslContext untouched;
  const auto found = touched_.find(index);
  return found == touched_.end() ? untouched : found->second;
}

}  // namespace atmqtt::tlsconf
