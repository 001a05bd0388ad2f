#pragma once

#include "at/registers.hpp"
#include "at/stateless_service.hpp"

#include <span>

namespace atmqtt::at {

/// The basic commands that set the registers of the line, and keep them.
class V250 : public StatelessService {
 public:
  /// `registers` and `writer` are those of the interpreter; the registers as they are now are the
  /// factory's.
  V250(Registers& registers, ResponseWriter& writer)
      : registers_(registers), writer_(writer), factory_(registers), saved_(registers) {}

  [[nodiscard]] Registers& registers() { return registers_; }
  [[nodiscard]] ResponseWriter& writer() { return writer_; }
  void restore_factory() { registers_ = factory_; }
  void restore_saved() { registers_ = saved_; }
  void save() { saved_ = registers_; }

 private:
  Registers& registers_;
  ResponseWriter& writer_;
  Registers factory_;
  Registers saved_;
};

/// E Q V X &C &D S Z &F &W &V, in the order of V.250 and of the manuals.
[[nodiscard]] std::span<const Command<V250>> v250_commands();

}  // namespace atmqtt::at
