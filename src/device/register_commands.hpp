#pragma once

#include "at/command_tables.hpp"
#include "device/device.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

/// Commands that set a member of Registers and read it back as `NAME: n` or `NAME: n,n,...`.
namespace atmqtt::device {

/// What a write form gives a register of `count` numbers, in their order.
template <std::size_t count>
struct RegisterRequest {
  std::array<std::optional<int>, count> values;
};

/// The destination of the number at `place`.
template <std::size_t count, std::size_t place = 0>
inline constexpr at::Destination<RegisterRequest<count>> into_register{
    .put_number = [](RegisterRequest<count>& request, int value) {
      std::get<place>(request.values) = value;
    }};

/// A register that is one number: the parameters of its command.
using OneNumber = at::Parameter<RegisterRequest<1>>;

/// The numbers of a register, be it one or several.
constexpr std::span<int, 1> numbers_of(int& number) { return std::span<int, 1>(&number, 1); }
template <std::size_t count>
constexpr std::span<int, count> numbers_of(std::array<int, count>& numbers) {
  return numbers;
}

template <auto member>
inline constexpr std::size_t register_size =
    decltype(numbers_of(std::declval<Registers&>().*member))::extent;

template <const auto& name, auto member>
at::Reply tell_register(Device& device, at::ResponseWriter& writer) {
  writer.information(
      fmt::format("{}: {}", name, fmt::join(numbers_of(device.registers().*member), ",")));
  return at::Reply::ok();
}

/// What is not written stays.
template <auto member>
at::Reply set_register(Device& device, const RegisterRequest<register_size<member>>& request) {
  const auto numbers = numbers_of(device.registers().*member);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = request.values[i].value_or(numbers[i]);
  }
  return at::Reply::ok();
}

/// The command as a whole: `=?`, `?` and `=`.
template <const auto& name, auto member, const auto& parameters>
constexpr at::Command<Device> register_command(std::string_view source) {
  return {.name = name,
          .source = source,
          .read = tell_register<name, member>,
          .has_test = true,
          .write = {at::write_form<parameters, set_register<member>>()}};
}

}  // namespace atmqtt::device
