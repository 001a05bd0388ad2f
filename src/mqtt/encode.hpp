#pragma once

#include "mqtt/control_packet.hpp"

#include <string>

namespace atmqtt::mqtt {

/// Each appends one whole packet to `out`. The packet must be one that the version in use allows:
/// texts of at most text_size_max octets, a Remaining Length of at most remaining_length_max, a
/// Packet Identifier other than 0 where there is one, at least one filter or return code. Whether
/// texts are UTF-8 and topics well formed is the caller's business.
void encode(std::string& out, const Connect& packet);
void encode(std::string& out, const Connack& packet);
void encode(std::string& out, const Publish& packet);
void encode(std::string& out, const Puback& packet);
void encode(std::string& out, const Pubrec& packet);
void encode(std::string& out, const Pubrel& packet);
void encode(std::string& out, const Pubcomp& packet);
void encode(std::string& out, const Subscribe& packet);
void encode(std::string& out, const Suback& packet);
void encode(std::string& out, const Unsubscribe& packet);
void encode(std::string& out, const Unsuback& packet);
void encode(std::string& out, const Pingreq& packet);
void encode(std::string& out, const Pingresp& packet);
void encode(std::string& out, const Disconnect& packet);

}  // namespace atmqtt::mqtt
