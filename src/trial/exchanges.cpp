#include "trial/host.hpp"

#include <fmt/format.h>

namespace atmqtt::trial {

Exchange start_service() { return {"AT+CMQTTSTART", {}, true}; }
Exchange stop_service() { return {"AT+CMQTTSTOP", {}, true}; }

Exchange acquire(const Plan& plan, int client) {
  return {fmt::format("AT+CMQTTACCQ={},\"m{}\",{}", client, client, plan.is_secured ? 1 : 0),
          {},
          false,
          client};
}

Exchange connect(const Plan& plan, int client) {
  return {fmt::format("AT+CMQTTCONNECT={},\"tcp://broker.test:1883\",{},{}", client,
                      plan.keep_alive_s, plan.is_clean_session ? 1 : 0),
          {},
          true,
          client};
}

Exchange disconnect(int client) {
  return {fmt::format("AT+CMQTTDISC={},60", client), {}, true, client};
}

Exchange release(int client) { return {fmt::format("AT+CMQTTREL={}", client), {}, false, client}; }

Exchange enter(std::string_view command, int client, std::string_view data) {
  return {fmt::format("AT+CMQTT{}={},{}", command, client, data.size()), std::string(data), false,
          client};
}

Exchange publish(int client, int qos) {
  return {fmt::format("AT+CMQTTPUB={},{},60", client, qos), {}, true, client};
}

Exchange subscribe(int client, int qos, std::string_view filter) {
  return {fmt::format("AT+CMQTTSUB={},{},{}", client, filter.size(), qos), std::string(filter),
          true, client};
}

Exchange unsubscribe(int client, std::string_view filter) {
  return {fmt::format("AT+CMQTTUNSUB={},{},0", client, filter.size()), std::string(filter), true,
          client};
}

}  // namespace atmqtt::trial
