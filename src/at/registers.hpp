#pragma once

#include <array>
#include <cstddef>

namespace atmqtt::at {

/// What ATE, ATQ, ATV, ATX, AT&C, AT&D, ATS and AT+CMEE set.
struct Registers {
  bool echo = true;        ///< E
  bool quiet = false;      ///< Q: result codes are suppressed
  bool verbose = true;     ///< V: result codes in words
  unsigned char x = 1;     ///< X: which progress results exist; stored only
  unsigned char c = 1;     ///< &C: stored only
  unsigned char d = 2;     ///< &D: stored only
  unsigned char cmee = 2;  ///< +CMEE: errors are 0 ERROR, 1 a number, 2 a text
  std::array<unsigned char, 7> s = {0, 13, 10, 8, 0, 2, 14};  ///< in the order of s_parameters

  [[nodiscard]] char termination() const { return static_cast<char>(s[1]); }  ///< S3
  [[nodiscard]] char formatting() const { return static_cast<char>(s[2]); }   ///< S4
  [[nodiscard]] char editing() const { return static_cast<char>(s[3]); }      ///< S5

  friend bool operator==(const Registers&, const Registers&) = default;
};

/// An S-parameter: ATS<number>. The numbers are those a SIM7600 lists in AT&V; S3, S4 and S5 act
/// (V.250 6.2.1 to 6.2.3, values 0-127), the others are stored.
struct SParameter {
  int number;
  int high;  ///< the range is 0 to high
};

inline constexpr std::array<SParameter, 7> s_parameters = {
    {{0, 255}, {3, 127}, {4, 127}, {5, 127}, {7, 255}, {8, 255}, {10, 254}}};

}  // namespace atmqtt::at
