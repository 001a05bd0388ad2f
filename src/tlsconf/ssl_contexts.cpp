#include "tlsconf/ssl_contexts.hpp"

namespace atmqtt::tlsconf {

const SslContext& SslContexts::get(int index) const {
  const auto found = touched_.find(index);
  return found == touched_.end() ? untouched_ : found->second;
}

}  // namespace atmqtt::tlsconf
