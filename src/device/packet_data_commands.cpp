#include "at/command_tables.hpp"
#include "device/cids.hpp"
#include "device/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

/// The commands that attach the module and activate its contexts.
namespace atmqtt::device {
namespace {

using at::CmeError;
using at::Destination;
using at::into;
using at::Parameter;
using at::Presence;
using at::Ranges;
using at::Reply;
using at::write_form;

Reply refuse_without_service() {
  return Reply::cme_error(CmeError::no_network_service, "the module has no service");
}

/// +CGATT=1. Returns whether the module is attached; without service nothing changes.
bool attach(Device& device) {
  if (!device.packet_data().has_service()) return false;
  device.radio().allow_attach(true);
  device.update();
  return true;
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
  const bool activates = request.state == 1;
  if (activates && !attach(device)) return refuse_without_service();
  for (const int cid : cids) {
    if (activates) {
      data.activate(cid);
    } else {
      data.deactivate(cid);
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
  if (request.state == 1) return attach(device) ? Reply::ok() : refuse_without_service();
  device.radio().allow_attach(false);
  device.update();
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
                                          bearer_id_base + context.cid, context.apn.view(),
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

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = "+CGATT", .source = "27.007 10.1.9", .read = tell_attach, .has_test = true,
     .write = {write_form<attach_state, set_attach>()}},
    {.name = "+CGACT", .source = "27.007 10.1.10", .read = list_states, .has_test = true,
     .write = {write_form<state_and_cids, set_states>()}},
    {.name = "+CGPADDR", .source = "27.007 10.1.14", .execute = tell_all_addresses,
     .test = test_addresses, .write = {write_form<cid_list, tell_addresses>()}},
    {.name = "+CGCONTRDP", .source = "27.007 10.1.23", .execute = tell_all_dynamic_parameters,
     .test = test_dynamic_parameters, .write = {write_form<one_cid, tell_dynamic_parameters_of>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows packet_data_commands() { return commands; }

}  // namespace atmqtt::device
