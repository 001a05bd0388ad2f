#include "device/packet_data.hpp"

#include "base/dotted.hpp"
#include "device/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace atmqtt::device {
namespace {

/// The context that LTE activates with the attach.
constexpr int default_cid = 1;

}  // namespace

PacketData::PacketData(const DeviceSettings& settings, const Radio& radio, at::Interpreter& line)
    : settings_(settings), radio_(radio), line_(line) {
  contexts_.reserve(settings.net_operator_contexts ? 3 : 1);
  contexts_.push_back({.cid = default_cid,
                       .pdp_type = settings.net_pdp_type,
                       .apn = std::string_view(settings.net_apn),
                       .pdp_addr = {}});
  if (!settings.net_operator_contexts) return;
  contexts_.push_back({.cid = 2, .pdp_type = PdpType::ipv4v6, .apn = "ims", .pdp_addr = {}});
  contexts_.push_back(
      {.cid = 3, .pdp_type = PdpType::ipv4v6, .apn = "SOS", .pdp_addr = {}, .emergency_flag = 1});
}

// -- Attach

void PacketData::update() {
  const bool attaches = has_service() && radio_.may_attach();
  if (std::exchange(is_attached_, attaches) == attaches) return;
  if (attaches) {
    set_active(default_cid);
    return;
  }
  tell("ME DETACH");
  end_all(radio_.may_attach() ? "NW PDN DEACT" : "ME PDN DEACT");
}

// -- Contexts

const PdpContext* PacketData::find(int cid) const {
  const auto found = std::ranges::find(contexts_, cid, &PdpContext::cid);
  return found == contexts_.end() ? nullptr : &*found;
}

void PacketData::define(PdpContext context) {
  const auto place = std::ranges::lower_bound(contexts_, context.cid, {}, &PdpContext::cid);
  if (place != contexts_.end() && place->cid == context.cid) {
    *place = std::move(context);
  } else {
    contexts_.insert(place, std::move(context));
  }
}

void PacketData::undefine(int cid) {
  deactivate(cid);
  std::erase_if(contexts_, [cid](const PdpContext& context) { return context.cid == cid; });
  std::erase_if(authentications_, [cid](const auto& each) { return each.first == cid; });
}

const PdpAuthentication* PacketData::authentication(int cid) const {
  const auto found =
      std::ranges::find(authentications_, cid, &std::pair<int, PdpAuthentication>::first);
  return found == authentications_.end() ? nullptr : &found->second;
}

void PacketData::set_authentication(int cid, PdpAuthentication authentication) {
  std::erase_if(authentications_, [cid](const auto& each) { return each.first == cid; });
  authentications_.emplace_back(cid, std::move(authentication));
}

bool PacketData::is_active(int cid) const {
  return std::ranges::find(active_cids_, cid) != active_cids_.end();
}

void PacketData::set_active(int cid) {
  if (is_active(cid) || find(cid) == nullptr) return;
  active_cids_.push_back(cid);
  tell(fmt::format("EPS PDN ACT {}", cid));
}

void PacketData::activate(int cid) {
  set_active(cid);
  if (cid == connection_cid_) is_open_ = true;
}

void PacketData::deactivate(int cid) {
  if (std::erase(active_cids_, cid) == 0) return;
  tell(fmt::format("ME PDN DEACT {}", cid));
  if (cid == connection_cid_) close();
}

void PacketData::end_all(std::string_view event) {
  for (const int cid : std::exchange(active_cids_, {})) tell(fmt::format("{} {}", event, cid));
  close();
}

std::string PacketData::address(const PdpContext& context) const {
  const auto given = [&](std::string_view first, std::string_view none) {
    return is_active(context.cid) ? dotted_behind(first, context.cid - default_cid)
                                  : std::string(none);
  };
  std::string ipv4 = given(settings_.net_address, no_address);
  std::string ipv6 = given(settings_.net_address6, no_address6);
  if (!has_ipv6(context.pdp_type)) return ipv4;
  if (!has_ipv4(context.pdp_type)) return ipv6;
  return fmt::format("{},{}", ipv4, ipv6);
}

// -- The data connection

bool PacketData::open() {
  if (!is_attached()) return false;
  set_active(connection_cid_);
  is_open_ = is_active(connection_cid_);
  return is_open_;
}

void PacketData::lose() {
  active_cids_.clear();
  close();
}

void PacketData::close() {
  is_open_ = false;
  if (std::ranges::any_of(users_, &NetworkUser::uses_network)) {
    for_each_line(settings_.network_lost_lines, [this](auto line) { line_.post_urc(line); });
  }
  for (NetworkUser* user : users_) user->on_network_lost();
}

void PacketData::take_over(const PacketData& before) {
  contexts_ = before.contexts_;
  authentications_ = before.authentications_;
}

void PacketData::tell(std::string_view event) {
  if (settings_.net_event_lines) line_.post_urc(fmt::format("+CGEV: {}", event));
}

}  // namespace atmqtt::device
