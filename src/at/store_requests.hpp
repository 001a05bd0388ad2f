#pragma once

#include "at/interpreter.hpp"
#include "at/reply.hpp"
#include "atmqtt/action.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace atmqtt::at {

/// What commands ask the keeper of certificates and settings for. It holds the command line until
/// the keeper has answered: what a command changes is changed for the DTE only when it is kept.
class StoreRequests {
 public:
  using Apply = std::function<void(const StoreResult& result)>;

  /// Both references must outlive it.
  StoreRequests(Interpreter& line, std::vector<Action>& actions) : line_(line), actions_(actions) {}

  /// The answer of the command that asks for `action`. `apply` makes the change in the modem, once
  /// the keeper has done it. The line that asked may be gone with its DTE by then; until then
  /// another line is refused, so that there is never more than one request.
  [[nodiscard]] Reply request(StoreAction action, Apply apply);

  /// Whether the keeper's answer is due.
  [[nodiscard]] bool is_waiting() const { return request_ != nullptr; }

  /// The keeper's answer.
  void answer(const StoreResult& result);

 private:
  struct Request {
    std::uint32_t line_number;
    Apply apply;
  };

  Interpreter& line_;
  std::vector<Action>& actions_;
  std::unique_ptr<Request> request_;  ///< while there is one
};

}  // namespace atmqtt::at
