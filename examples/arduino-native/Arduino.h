#pragma once

// As much of Arduino's core as the sketch uses, for building it natively.

#include <cstddef>
#include <cstdint>
#include <string>

unsigned long millis();

class Stream {
 public:
  virtual ~Stream() = default;
  virtual int available() = 0;
  virtual int read() = 0;
  virtual std::size_t write(std::uint8_t octet) = 0;

  std::size_t print(const char* text) {
    std::size_t count = 0;
    while (*text != '\0') count += write(static_cast<std::uint8_t>(*text++));
    return count;
  }
  std::size_t print(unsigned long number) { return print(std::to_string(number).c_str()); }
  std::size_t println(const char* text = "") { return print(text) + print("\r\n"); }
};
