#pragma once

#include <cstddef>

/// Every bound of a queue or buffer, with its reason.
namespace atmqtt::limits {

/// A buffer pool keeps this many buffers: a thread works on one modem at a time, and one modem
/// fills a handful of buffers at once.
inline constexpr std::size_t pooled_buffer_count_max = 64;

/// Larger buffers are freed, not pooled: long messages are rare and would stay for ever.
inline constexpr std::size_t pooled_buffer_size_max = 64 * 1024;

/// A queue moves its rest to the front only when this much of its memory is spent.
inline constexpr std::size_t queue_compact_size = 4096;

/// Octets that the DTE has typed ahead of an answer: two of the longest command lines, or a payload
/// and the command behind it. Beyond it the port is not read, so that flow control holds the DTE.
inline constexpr std::size_t type_ahead_size_max = 16 * 1024;

/// Octets to the DTE that are not written yet. Beyond it no further command is run and no further
/// RX group begun: a DTE that does not read is not answered.
inline constexpr std::size_t dte_output_size_max = 64 * 1024;

/// Unwritten octets to a server beyond which its link is not read: a server that does not take our
/// acknowledgements gets no further chance to ask for some.
inline constexpr std::size_t link_output_size_max = 64 * 1024;

/// Received messages of one client that wait for the DTE (E8). Beyond it the link is not read.
inline constexpr std::size_t rx_queue_size_max = 64 * 1024;

/// A command line, from its prefix to the octet before its end (B4).
inline constexpr std::size_t command_line_size_max = 3071;

/// QoS 1 and 2 messages of one client that the server has not finished, and QoS 0 messages that are
/// not in the socket (E4). Then AT+CMQTTPUB is busy.
inline constexpr std::size_t publish_in_flight_max = 16;

/// SUBSCRIBE and UNSUBSCRIBE of one client that the server has not answered. The modem waits for
/// one at a time; the others are those it has given up waiting for, whose Packet Identifiers stay
/// reserved.
inline constexpr std::size_t subscribe_in_flight_max = 16;

/// Octets of the subscribed topics of one client that AT+CMQTTSUB? lists: twice what SUBTOPIC
/// caches. Topics beyond it are subscribed and not listed.
inline constexpr std::size_t subscribed_topics_size_max = 2 * 5120;

/// The largest Control Packet that is not a PUBLISH: a SUBACK for 5,120 octets of topics of one
/// octet each. A longer one is malformed.
inline constexpr std::size_t acknowledgement_size_max = 2 + 5120;

/// Threads inside the system's look-up of names (D5). More names wait for one of them.
inline constexpr std::size_t lookup_thread_count_max = 4;

/// Addresses of one server that are tried; names with more are not meant to be tried one by one.
inline constexpr std::size_t link_address_count_max = 16;

/// Event loops, each of which has a thread (--threads): as many as large machines have cores.
inline constexpr std::size_t loop_count_max = 256;

/// Modems that one event loop serves where nobody has said how many there shall be.
inline constexpr std::size_t single_loop_modem_count_max = 100;

/// Modems that connections to one port bring into being (--modem-per-connection): a host that opens
/// connections without end must not fill the memory.
inline constexpr std::size_t connection_modem_count_max = 1024;

/// Certificates and keys of one modem: some for each of its ten SSL contexts. A full store has 640
/// KiB.
inline constexpr std::size_t certificate_count_max = 64;

/// Octets of one certificate or key: what AT+CCERTDOWN takes.
inline constexpr std::size_t certificate_size_max = 10240;

/// Octets of the text in which saved settings are kept, several times what all rows need. A longer
/// file is not one of ours.
inline constexpr std::size_t saved_settings_size_max = 4096;

/// Octets that a modem has sent and a dialogue in real time has not looked at: more than any
/// message, which is looked at as a whole. Beyond it the line is not read.
inline constexpr std::size_t unseen_output_size_max = 4 * 1024 * 1024;

/// A line of a script to be typed: the longest payload, each octet written as an escape, and more.
inline constexpr std::size_t script_line_size_max = 64 * 1024;

}  // namespace atmqtt::limits
