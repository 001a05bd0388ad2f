#pragma once

#include <Arduino.h>

#include <cstring>

/// A driver as libraries for Arduino have it: what it sends it prints in pieces, and in what comes
/// it looks for words.
class MqttModem {
 public:
  explicit MqttModem(Stream& line) : line_(line) {}

  bool begin() {
    line_.println("ATE0");
    if (!find("OK")) return false;
    line_.println("AT+CMQTTSTART");
    return find("+CMQTTSTART: 0");
  }

  bool connect(const char* id, const char* server) {
    line_.print("AT+CMQTTACCQ=0,\"");
    line_.print(id);
    line_.println("\"");
    if (!find("OK")) return false;
    line_.print("AT+CMQTTCONNECT=0,\"tcp://");
    line_.print(server);
    line_.println("\",60,1");
    return find("+CMQTTCONNECT: 0,0");
  }

  bool publish(const char* topic, const char* payload) {
    if (!enter("AT+CMQTTTOPIC=0,", topic) || !enter("AT+CMQTTPAYLOAD=0,", payload)) return false;
    line_.println("AT+CMQTTPUB=0,1,60");
    return find("+CMQTTPUB: 0,0");
  }

 private:
  static constexpr unsigned long patience_ms = 5000;

  bool enter(const char* command, const char* text) {
    line_.print(command);
    line_.print(static_cast<unsigned long>(std::strlen(text)));
    line_.println();
    if (!find(">")) return false;
    line_.print(text);
    return find("OK");
  }

  /// Reads through the next such word. A word that begins within a false start of itself is not
  /// found; none of ours does.
  bool find(const char* word) {
    const char* next = word;
    for (const unsigned long begin = millis(); millis() - begin < patience_ms;) {
      if (line_.available() == 0) continue;
      const char octet = static_cast<char>(line_.read());
      next = octet == *next ? next + 1 : word + (octet == *word ? 1 : 0);
      if (*next == '\0') return true;
    }
    return false;
  }

  Stream& line_;
};
