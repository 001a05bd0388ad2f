#include "base/utf8.hpp"
#include "cmqtt/entered_text.hpp"
#include "cmqtt/handlers.hpp"
#include "cmqtt/service.hpp"

#include <fmt/format.h>

/// ACCQ REL SSLCFG CFG
namespace atmqtt::cmqtt {

at::Reply list_clients(Service& service, at::ResponseWriter& writer) {
  for (int index = 0; index < Service::client_count; ++index) {
    const Client& client = service.client(index);
    writer.information(
        fmt::format("+CMQTTACCQ: {},\"{}\",{}", index, client.client_id(), client.server_type()));
  }
  return at::Reply::ok();
}

at::Reply acquire(Service& service, const AccqRequest& request) {
  const std::string_view client_id = cut_at_nul(request.client_id);
  constexpr std::size_t size_max = 128;
  if (client_id.empty() || client_id.size() > size_max) {
    return service.refusal(Demand::acquire, request.client_index, Err::length_out_of_range,
                           fmt::format("the length of clientID is out of range (1-{})", size_max));
  }
  // checkUTF8 can be switched off only once there is a client, so here it is on.
  if (!is_utf8(client_id)) {
    return service.refusal(Demand::acquire, request.client_index, Err::bad_utf8_string,
                           "the client id is not a UTF-8 string");
  }
  const int version = request.mqtt_version.value_or(service.config().settings.accq_version);
  service.client(request.client_index)
      .acquire(client_id, request.server_type.value_or(0), static_cast<mqtt::Version>(version));
  return at::Reply::ok();
}

/// The chapter gives the read form of REL no information.
at::Reply list_nothing(Service&, at::ResponseWriter&) { return at::Reply::ok(); }

at::Reply release(Service& service, const ClientRequest& request) {
  service.client(request.client_index).release();
  if (!service.config().settings.rel_result) return at::Reply::ok();
  return at::Reply::ok().with(request.client_index, 0);
}

at::Reply list_bindings(Service& service, at::ResponseWriter& writer) {
  for (int index = 0; index < Service::client_count; ++index) {
    writer.information(
        fmt::format("+CMQTTSSLCFG: {},{}", index, service.client(index).ssl_ctx_index()));
  }
  return at::Reply::ok();
}

at::Reply bind(Service& service, const SslcfgRequest& request) {
  service.client(request.client_index).bind(request.ssl_ctx_index);
  return at::Reply::ok();
}

at::Reply list_configurations(Service& service, at::ResponseWriter& writer) {
  for (int index = 0; index < Service::client_count; ++index) {
    const Client& client = service.client(index);
    writer.information(
        fmt::format("+CMQTTCFG: {},{:d},{}", index, client.checks_utf8(), client.optimeout()));
  }
  return at::Reply::ok();
}

at::Reply set_check_utf8(Service& service, const OptionRequest& request) {
  service.client(request.client_index).set_check_utf8(request.value == 1);
  return at::Reply::ok();
}

at::Reply set_optimeout(Service& service, const OptionRequest& request) {
  service.client(request.client_index).set_optimeout(request.value);
  return at::Reply::ok();
}

at::Reply set_aliauth(Service& service, const AliauthRequest& request) {
  if (service.config().hmac == nullptr) {
    return service.refusal(Demand::configure, request.client_index, Err::operation_not_supported,
                           "this build has no keyed hash to sign with");
  }
  service.client(request.client_index)
      .set_aliauth({request.productkey, request.devicename, request.devicesecret});
  return at::Reply::ok();
}

at::Reply set_acturc(Service& service, const OptionRequest& request) {
  service.client(request.client_index).set_acturc(request.value == 1);
  return at::Reply::ok();
}

at::Reply set_version(Service& service, const OptionRequest& request) {
  service.client(request.client_index).set_version(static_cast<mqtt::Version>(request.value));
  return at::Reply::ok();
}

at::Reply set_argtopic(Service& service, const ArgtopicRequest& request) {
  auto layout = MessageLayout::group;
  if (request.argtopic == 1) {
    const bool has_length = request.payload_length.value_or(0) == 1;
    layout = has_length ? MessageLayout::line_with_length : MessageLayout::line;
  }
  service.client(request.client_index).set_message_layout(layout);
  return at::Reply::ok();
}

at::Reply configure_cid(Service& service, const CfgCidRequest& request) {
  if (request.cid) {
    service.set_cid(*request.cid);
  } else {
    service.writer().information(fmt::format("+CMQTTCFG: \"CID\",{}", service.cid()));
  }
  return at::Reply::ok();
}

/// Without an index both clients are read.
at::Reply configure_scid(Service& service, const ScidRequest& request) {
  if (request.cid) {
    service.client(*request.client_index).set_cid(*request.cid);
    return at::Reply::ok();
  }
  for (int index = 0; index < Service::client_count; ++index) {
    if (request.client_index && *request.client_index != index) continue;
    const int cid = service.client(index).cid().value_or(service.cid());
    service.writer().information(fmt::format("+CMQTTCFG: \"SCID\",{},{}", index, cid));
  }
  return at::Reply::ok();
}

}  // namespace atmqtt::cmqtt
