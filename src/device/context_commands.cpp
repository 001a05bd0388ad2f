#include "at/command_tables.hpp"
#include "device/cids.hpp"
#include "device/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

/// The commands that define PDP contexts.
namespace atmqtt::device {
namespace {

using at::CmeError;
using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Ranges;
using at::Reply;
using at::write_form;

// -- CGDCONT, and CGSOCKCONT, which is its older name for contexts of sockets

struct ContextRequest {
  int cid{};
  std::optional<std::string_view> pdp_type, apn, pdp_addr;
  std::optional<int> d_comp, h_comp, ipv4_ctrl, emergency_flag;
};

constexpr Ranges flag_range{Range{0, 1}};

constexpr Parameter<ContextRequest> context[] = {
    {"cid", into<&ContextRequest::cid>, cid_range},
    {"PDP_type", into<&ContextRequest::pdp_type>, Range{2, 6}, Presence::optional_or_empty},
    {"APN", into<&ContextRequest::apn>, Range{0, 100}, Presence::optional_or_empty},
    {"PDP_addr", into<&ContextRequest::pdp_addr>, Range{0, 64}, Presence::optional_or_empty},
    {"d_comp", into<&ContextRequest::d_comp>, Range{0, 2}, Presence::optional_or_empty},
    {"h_comp", into<&ContextRequest::h_comp>, Range{0, 4}, Presence::optional_or_empty},
    {"ipv4_ctrl", into<&ContextRequest::ipv4_ctrl>, flag_range, Presence::optional_or_empty},
    {"emergency_flag", into<&ContextRequest::emergency_flag>, flag_range,
     Presence::optional_or_empty},
};

/// One line for each type, the numbers with their ranges (27.007 10.1.1).
template <const auto& name>
Reply test_contexts(Device& device, at::ResponseWriter& writer) {
  const std::string cids = cid_range.in(device.settings()).text();
  for (const std::string_view type : pdp_type_words) {
    std::string text = fmt::format("{}: {},\"{}\",,", name, cids, type);
    for (const auto& parameter : context) {
      if (!parameter.is_number() || parameter.name == "cid") continue;
      text.append(",").append(parameter.ranges.text());
    }
    writer.information(text);
  }
  return Reply::ok();
}

/// A context that asks for no address of its own asks for zeros; whatever holds IPv6 has 16 of
/// them.
std::string_view asked_address(const PdpContext& context) {
  if (!context.pdp_addr.empty()) return context.pdp_addr;
  return has_ipv6(context.pdp_type) ? PacketData::no_address6 : PacketData::no_address;
}

template <const auto& name>
Reply list_contexts(Device& device, at::ResponseWriter& writer) {
  for (const PdpContext& each : device.packet_data().contexts()) {
    writer.information(fmt::format("{}: {},\"{}\",\"{}\",\"{}\",{},{},{},{}", name, each.cid,
                                   text_of(each.pdp_type), each.apn.view(), asked_address(each),
                                   each.d_comp, each.h_comp, each.ipv4_ctrl, each.emergency_flag));
  }
  return Reply::ok();
}

Reply define_context(Device& device, const ContextRequest& request) {
  PacketData& data = device.packet_data();
  if (!request.pdp_type) {
    if (request.apn) {
      return Reply::cme_error(CmeError::incorrect_parameters, "an APN needs its PDP_type");
    }
    if (data.is_active(request.cid)) {
      return Reply::cme_error(CmeError::operation_not_allowed,
                              fmt::format("context {} is active", request.cid));
    }
    data.undefine(request.cid);
    return Reply::ok();
  }
  const auto type = std::ranges::find_if(pdp_type_words, [&](std::string_view each) {
    return at::equals_ignoring_case(each, *request.pdp_type);
  });
  if (type == std::end(pdp_type_words)) {
    return Reply::cme_error(CmeError::incorrect_parameters,
                            fmt::format("PDP_type is one of {}", fmt::join(pdp_type_words, ", ")));
  }
  data.define({.cid = request.cid,
               .pdp_type = static_cast<PdpType>(type - std::begin(pdp_type_words)),
               .apn = request.apn.value_or(""),
               .pdp_addr = request.pdp_addr.value_or(""),
               .d_comp = request.d_comp.value_or(0),
               .h_comp = request.h_comp.value_or(0),
               .ipv4_ctrl = request.ipv4_ctrl.value_or(0),
               .emergency_flag = request.emergency_flag.value_or(0)});
  return Reply::ok();
}

// -- CGAUTH, and CSOCKAUTH, which is its older name for contexts of sockets

struct AuthenticationRequest {
  int cid{};
  std::optional<int> auth_type;
  std::optional<std::string_view> first, second;
};

constexpr Range credential_length{0, 127};

constexpr Parameter<AuthenticationRequest> authentication[] = {
    {"cid", into<&AuthenticationRequest::cid>, cid_range},
    {"auth_type", into<&AuthenticationRequest::auth_type>, Range{0, 3}, Presence::optional},
    {"passwd",
     into<&AuthenticationRequest::first>,
     credential_length,
     Presence::optional_or_empty,
     {.is_secret = true}},
    {"user",
     into<&AuthenticationRequest::second>,
     credential_length,
     Presence::optional_or_empty,
     {.is_secret = true}},
};

template <const auto& name>
Reply list_authentications(Device& device, at::ResponseWriter& writer) {
  const PacketData& data = device.packet_data();
  for (const PdpContext& each : data.contexts()) {
    const PdpAuthentication* found = data.authentication(each.cid);
    if (found == nullptr || found->auth_type == 0) {
      writer.information(fmt::format("{}: {},0", name, each.cid));
      continue;
    }
    const auto line = [&](std::string_view first, std::string_view second) {
      return fmt::format("{}: {},{},\"{}\",\"{}\"", name, each.cid, found->auth_type, first,
                         second);
    };
    writer.information(line(found->first, found->second), line("***", "***"));
  }
  return Reply::ok();
}

Reply set_authentication(Device& device, const AuthenticationRequest& request) {
  if (device.packet_data().find(request.cid) == nullptr) return refuse_undefined(request.cid);
  device.packet_data().set_authentication(request.cid, {.auth_type = request.auth_type.value_or(0),
                                                        .first = request.first.value_or(""),
                                                        .second = request.second.value_or("")});
  return Reply::ok();
}

constexpr std::string_view cgdcont = "+CGDCONT";
constexpr std::string_view cgsockcont = "+CGSOCKCONT";
constexpr std::string_view cgauth = "+CGAUTH";
constexpr std::string_view csockauth = "+CSOCKAUTH";

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = cgdcont, .source = "27.007 10.1.1", .read = list_contexts<cgdcont>,
     .test = test_contexts<cgdcont>, .write = {write_form<context, define_context>()}},
    {.name = cgsockcont, .source = "M76 10", .read = list_contexts<cgsockcont>,
     .test = test_contexts<cgsockcont>, .write = {write_form<context, define_context>()}},
    {.name = cgauth, .source = "27.007 10.1.31", .read = list_authentications<cgauth>, .has_test = true,
     .write = {write_form<authentication, set_authentication>()}},
    {.name = csockauth, .source = "hosts", .read = list_authentications<csockauth>, .has_test = true,
     .write = {write_form<authentication, set_authentication>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows context_commands() { return commands; }

}  // namespace atmqtt::device
