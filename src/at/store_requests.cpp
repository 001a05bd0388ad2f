#include "at/store_requests.hpp"

#include "base/check.hpp"

#include <utility>

namespace atmqtt::at {

Reply StoreRequests::request(StoreAction action, Apply apply) {
  if (request_) return Reply::error("what an earlier host has changed is still being stored");
  request_ = std::make_unique<Request>(Request{line_.line_number(), std::move(apply)});
  actions_.emplace_back(std::move(action));
  return Reply::pending();
}

void StoreRequests::answer(const StoreResult& result) {
  CHECK(is_waiting());
  const auto request = std::exchange(request_, nullptr);
  if (result.error) return line_.finish(request->line_number, Reply::error(*result.error));
  request->apply(result);
  line_.finish(request->line_number, Reply::ok());
}

}  // namespace atmqtt::at
