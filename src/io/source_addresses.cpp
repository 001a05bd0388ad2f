#include "io/source_addresses.hpp"

namespace atmqtt::io {

tl::expected<void, std::string> SourceAddresses::add(const std::string& text) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(text, error);
  if (error) return tl::make_unexpected("must be a numeric address, as in 127.0.0.2");
  (address.is_v6() ? v6_ : v4_).addresses.push_back(address);
  return {};
}

std::optional<boost::asio::ip::address> SourceAddresses::next(bool is_v6) {
  Family& family = is_v6 ? v6_ : v4_;
  if (family.addresses.empty()) return std::nullopt;
  return family.addresses[family.next++ % family.addresses.size()];
}

}  // namespace atmqtt::io
