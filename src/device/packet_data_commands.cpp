#include "at/command_table.hpp"
#include "device/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

/// The commands of 27.007 chapter 10 that hosts send before they use the network.
namespace atmqtt::device {
namespace {

using at::CmeError;
using at::Destination;
using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Ranges;
using at::Reply;
using at::write_form;

constexpr Ranges cid_range{{1, 24}, {100, 179}};

Reply refuse_undefined(int cid) {
  return Reply::cme_error(CmeError::operation_not_allowed,
                          fmt::format("context {} is not defined", cid));
}

Reply refuse_without_service() {
  return Reply::cme_error(CmeError::no_network_service, "the module has no service");
}

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
Reply test_contexts(Device&, at::ResponseWriter& writer) {
  for (const std::string_view type : pdp_type_words) {
    std::string text = fmt::format("{}: {},\"{}\",,", name, cid_range.text(), type);
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
                                   text_of(each.pdp_type), each.apn, asked_address(each),
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
               .apn = std::string(request.apn.value_or("")),
               .pdp_addr = std::string(request.pdp_addr.value_or("")),
               .d_comp = request.d_comp.value_or(0),
               .h_comp = request.h_comp.value_or(0),
               .ipv4_ctrl = request.ipv4_ctrl.value_or(0),
               .emergency_flag = request.emergency_flag.value_or(0)});
  return Reply::ok();
}

// -- A number of cids, none of which means all

struct CidsRequest {
  std::optional<int> state;
  std::array<int, 16> cids{};
  std::size_t count = 0;
};

constexpr Destination<CidsRequest> into_cids{
    .put_number = [](CidsRequest& request, int cid) { request.cids[request.count++] = cid; }};

/// `<cid>[,<cid>...]`, as many as a request holds.
constexpr auto cid_list = [] {
  std::array<Parameter<CidsRequest>, std::tuple_size_v<decltype(CidsRequest::cids)>> list{};
  for (auto& each : list) each = {"cid", into_cids, cid_range, Presence::optional, {}};
  for (std::size_t i = 1; i < list.size(); ++i) list[i].traits.is_unlisted = true;
  list[0].presence = Presence::required;
  return list;
}();

constexpr auto state_and_cids = [] {
  std::array<Parameter<CidsRequest>, cid_list.size() + 1> list{};
  list[0] = {"state", into<&CidsRequest::state>, Ranges{{0, 0}, {1, 1}}, Presence::required, {}};
  for (std::size_t i = 1; i < list.size(); ++i) {
    list[i] = {"cid", into_cids, cid_range, Presence::optional, {.is_unlisted = true}};
  }
  return list;
}();

std::vector<int> named_or_all(const PacketData& data, const CidsRequest& request) {
  if (request.count > 0) {
    return {request.cids.begin(), request.cids.begin() + static_cast<long>(request.count)};
  }
  std::vector<int> cids;
  for (const PdpContext& each : data.contexts()) cids.push_back(each.cid);
  return cids;
}

/// The first that is not defined, if any.
std::optional<int> undefined_of(const PacketData& data, const std::vector<int>& cids) {
  const auto found = std::ranges::find_if(cids, [&](int cid) { return data.find(cid) == nullptr; });
  return found == cids.end() ? std::optional<int>() : *found;
}

// -- CGACT CGATT

Reply list_states(Device& device, at::ResponseWriter& writer) {
  const PacketData& data = device.packet_data();
  for (const PdpContext& each : data.contexts()) {
    writer.information(fmt::format("+CGACT: {},{:d}", each.cid, data.is_active(each.cid)));
  }
  return Reply::ok();
}

Reply set_states(Device& device, const CidsRequest& request) {
  PacketData& data = device.packet_data();
  const std::vector<int> cids = named_or_all(data, request);
  if (const auto cid = undefined_of(data, cids)) return refuse_undefined(*cid);
  for (const int cid : cids) {
    if (*request.state == 0) {
      data.deactivate(cid);
    } else if (!data.activate(cid)) {
      return refuse_without_service();
    }
  }
  return Reply::ok();
}

struct StateRequest {
  int state{};
};

constexpr Parameter<StateRequest> attach_state[] = {
    {"state", into<&StateRequest::state>, Ranges{{0, 0}, {1, 1}}}};

Reply tell_attach(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CGATT: {:d}", device.packet_data().is_attached()));
  return Reply::ok();
}

Reply set_attach(Device& device, const StateRequest& request) {
  if (request.state == 1) {
    return device.packet_data().attach() ? Reply::ok() : refuse_without_service();
  }
  device.packet_data().detach();
  return Reply::ok();
}

// -- CGPADDR CGCONTRDP

Reply test_cids(at::ResponseWriter& writer, std::string_view name, const PacketData& data,
                bool only_active) {
  std::vector<int> cids;
  for (const PdpContext& each : data.contexts()) {
    if (!only_active || data.is_active(each.cid)) cids.push_back(each.cid);
  }
  writer.information(fmt::format("{}: ({})", name, fmt::join(cids, ",")));
  return Reply::ok();
}

Reply test_addresses(Device& device, at::ResponseWriter& writer) {
  return test_cids(writer, "+CGPADDR", device.packet_data(), false);
}

Reply tell_addresses(Device& device, const CidsRequest& request) {
  const PacketData& data = device.packet_data();
  const std::vector<int> cids = named_or_all(data, request);
  if (const auto cid = undefined_of(data, cids)) return refuse_undefined(*cid);
  for (const int cid : cids) {
    device.writer().information(fmt::format("+CGPADDR: {},{}", cid, data.address(*data.find(cid))));
  }
  return Reply::ok();
}

Reply tell_all_addresses(Device& device) { return tell_addresses(device, {}); }

Reply test_dynamic_parameters(Device& device, at::ResponseWriter& writer) {
  return test_cids(writer, "+CGCONTRDP", device.packet_data(), true);
}

struct CidRequest {
  int cid{};
};

constexpr Parameter<CidRequest> one_cid[] = {{"cid", into<&CidRequest::cid>, cid_range}};

void tell_dynamic_parameters(Device& device, const PdpContext& context) {
  // EPS bearer identities begin with 5 (24.301).
  constexpr int bearer_id_base = 4;
  device.writer().information(fmt::format("+CGCONTRDP: {},{},\"{}\",\"{}\"", context.cid,
                                          bearer_id_base + context.cid, context.apn,
                                          device.packet_data().address(context)));
}

Reply tell_dynamic_parameters_of(Device& device, const CidRequest& request) {
  const PdpContext* context = device.packet_data().find(request.cid);
  if (context == nullptr) return refuse_undefined(request.cid);
  if (device.packet_data().is_active(request.cid)) tell_dynamic_parameters(device, *context);
  return Reply::ok();
}

Reply tell_all_dynamic_parameters(Device& device) {
  for (const PdpContext& each : device.packet_data().contexts()) {
    if (device.packet_data().is_active(each.cid)) tell_dynamic_parameters(device, each);
  }
  return Reply::ok();
}

// -- CGAUTH

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

Reply list_authentications(Device& device, at::ResponseWriter& writer) {
  const PacketData& data = device.packet_data();
  for (const PdpContext& each : data.contexts()) {
    const PdpAuthentication* found = data.authentication(each.cid);
    if (found == nullptr || found->auth_type == 0) {
      writer.information(fmt::format("+CGAUTH: {},0", each.cid));
      continue;
    }
    const auto line = [&](std::string_view first, std::string_view second) {
      return fmt::format("+CGAUTH: {},{},\"{}\",\"{}\"", each.cid, found->auth_type, first, second);
    };
    writer.information(line(found->first, found->second), line("***", "***"));
  }
  return Reply::ok();
}

Reply set_authentication(Device& device, const AuthenticationRequest& request) {
  if (device.packet_data().find(request.cid) == nullptr) return refuse_undefined(request.cid);
  device.packet_data().set_authentication(request.cid,
                                          {.auth_type = request.auth_type.value_or(0),
                                           .first = std::string(request.first.value_or("")),
                                           .second = std::string(request.second.value_or(""))});
  return Reply::ok();
}

constexpr std::string_view cgdcont = "+CGDCONT";
constexpr std::string_view cgsockcont = "+CGSOCKCONT";

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = cgdcont, .source = "27.007 10.1.1", .read = list_contexts<cgdcont>,
     .test = test_contexts<cgdcont>, .write = {write_form<context, define_context>()}},
    {.name = "+CGATT", .source = "27.007 10.1.9", .read = tell_attach, .has_test = true,
     .write = {write_form<attach_state, set_attach>()}},
    {.name = "+CGACT", .source = "27.007 10.1.10", .read = list_states, .has_test = true,
     .write = {write_form<state_and_cids, set_states>()}},
    {.name = "+CGPADDR", .source = "27.007 10.1.14", .execute = tell_all_addresses,
     .test = test_addresses, .write = {write_form<cid_list, tell_addresses>()}},
    {.name = "+CGCONTRDP", .source = "27.007 10.1.23", .execute = tell_all_dynamic_parameters,
     .test = test_dynamic_parameters, .write = {write_form<one_cid, tell_dynamic_parameters_of>()}},
    {.name = "+CGAUTH", .source = "27.007 10.1.31", .read = list_authentications, .has_test = true,
     .write = {write_form<authentication, set_authentication>()}},
    {.name = cgsockcont, .source = "M76 10", .read = list_contexts<cgsockcont>,
     .test = test_contexts<cgsockcont>, .write = {write_form<context, define_context>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows packet_data_commands() { return commands; }

}  // namespace atmqtt::device
