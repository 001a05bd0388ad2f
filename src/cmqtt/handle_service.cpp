#include "cmqtt/handlers.hpp"
#include "cmqtt/service.hpp"

/// START STOP
namespace atmqtt::cmqtt {

at::Reply start(Service& service) { return service.start({}); }

at::Reply stop(Service& service) { return service.stop({}); }

at::Reply start_in_context(Service& service, const CidRequest& request) {
  return service.start(request.cid);
}

at::Reply stop_in_context(Service& service, const CidRequest& request) {
  return service.stop(request.cid);
}

}  // namespace atmqtt::cmqtt
