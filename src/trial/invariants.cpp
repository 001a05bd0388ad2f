#include "trial/invariants.hpp"

namespace atmqtt::trial {

std::vector<std::unique_ptr<Invariant>> invariants_for(const Plan& plan) {
  std::vector<std::unique_ptr<Invariant>> all;
  all.push_back(identifiers());
  all.push_back(bounded_memory());
  if (plan.host == HostKind::hostile) return all;
  all.push_back(quiet_answers());  // first: nothing more is read behind octets that it refuses
  all.push_back(one_final_code());
  all.push_back(one_result());
  if (!plan.keeps_sessions) return all;
  all.push_back(published_arrives());
  all.push_back(delivered_once());
  all.push_back(acknowledged_delivered());
  return all;
}

}  // namespace atmqtt::trial
