#include "base/limits.hpp"
#include "trial/invariants.hpp"

#include <fmt/format.h>

namespace atmqtt::trial {
namespace {

/// What may come on top of a bound that is looked at before something is added: one RX group or
/// one packet, which are not begun in part.
constexpr std::size_t one_message = 512 * 1024;

class BoundedMemory final : public Invariant {
 public:
  BoundedMemory() : Invariant("memory stays within its limits") {}

  void on_step(const Modem& modem) override {
    if (modem.dte_output().size() > limits::dte_output_size_max + one_message) {
      violate(fmt::format("{} octets wait for the host", modem.dte_output().size()));
    }
    for (int client = 0; client < link_count; ++client) {
      if (modem.link_output(client).size() > limits::link_output_size_max + one_message) {
        violate(fmt::format("{} octets wait for the link of client {}",
                            modem.link_output(client).size(), client));
      }
    }
  }
};

}  // namespace

std::unique_ptr<Invariant> bounded_memory() { return std::make_unique<BoundedMemory>(); }

}  // namespace atmqtt::trial
