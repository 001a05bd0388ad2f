#include "cmqtt/handlers.hpp"
#include "cmqtt/service.hpp"

/// START STOP
namespace atmqtt::cmqtt {

at::Reply start(Service& service) { return service.start(); }

at::Reply stop(Service& service) { return service.stop(); }

}  // namespace atmqtt::cmqtt
