#pragma once

#include <cstddef>

/// Every bound of a queue or buffer, with its reason.
namespace atmqtt::limits {

/// A buffer pool keeps this many buffers: a thread works on one modem at a time, and one modem
/// fills a handful of buffers at once.
inline constexpr std::size_t pooled_buffer_count_max = 64;

/// Larger buffers are freed, not pooled. The largest that a stream of long messages needs again and
/// again is the output to the DTE: what one read brings behind dte_output_size_max and one message,
/// in a string that has doubled.
inline constexpr std::size_t pooled_buffer_size_max = 256 * 1024;

/// Octets of all buffers that a pool keeps: those of two clients with long messages.
inline constexpr std::size_t pool_size_max = 2 * 1024 * 1024;

/// A queue moves its rest to the front only when this much of its memory is spent.
inline constexpr std::size_t queue_compact_size = 4096;

/// Octets that the DTE has typed ahead of an answer: two of the longest command lines, or a payload
/// and the command behind it. Beyond it the port is not read, so that flow control holds the DTE.
inline constexpr std::size_t type_ahead_size_max = 16 * 1024;

/// Octets to the DTE that are not written yet. Beyond it no further command is run and no further
/// RX group begun: a DTE that does not read is not answered.
inline constexpr std::size_t dte_output_size_max = 64 * 1024;

/// Unwritten octets to a server beyond which its link is not read: a server that does not take our
/// acknowledgements gets no further chance to ask for some. A server may itself stop reading until
/// its output is taken, and if the modem did the same because of its own requests, each would wait
/// for the other. So all of these fit in, with an answer for each identifier that a server can have
/// in flight: 16 PUBLISH of 11.3 KiB, 16 SUBSCRIBE of 20 KiB, 65,535 answers of 4 octets.
inline constexpr std::size_t link_output_size_max = 1024 * 1024;

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
/// connections without end must not fill the memory. It is more than Debian's limit of 20,000
/// descriptors lets be connected, two for each, and takes some 40 MiB.
inline constexpr std::size_t connection_modem_count_max = 10'240;

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

/// Requests for metrics that are answered at once: a few collectors. Further ones are refused.
inline constexpr int metrics_session_count_max = 8;

/// A line of a script to be typed: the longest payload, each octet written as an escape, and more.
inline constexpr std::size_t script_line_size_max = 64 * 1024;

/// The broker's largest payload: four times what a modem delivers (E9). A client that sends a
/// larger one loses its connection, so that nobody fills the memory with a single packet.
inline constexpr std::size_t broker_payload_size_max = 1024 * 1024;

/// Remaining Length of other packets to the broker: a CONNECT with five texts of 65,535 octets.
inline constexpr std::size_t broker_packet_size_max = 5 * 65'537 + 16;

/// Octets of a client id with MQTT 3.1.1: the modem's longest is 128, brokers in use take some
/// hundreds. It is kept per session.
inline constexpr std::size_t broker_client_id_size_max = 1024;

/// Levels of a Topic Filter. The broker keeps one node per level, and frees a branch by recursion.
inline constexpr std::size_t broker_filter_level_count_max = 200;

/// Subscriptions of one session: many times what a modem's service has room for.
inline constexpr std::size_t broker_subscription_count_max = 1024;

/// Octets of the PUBLISH packets that wait in the broker for one session. Beyond it new messages
/// for this session are lost, and the log says so: a client that never comes back must not fill the
/// memory.
inline constexpr std::size_t broker_queue_size_max = 16 * 1024 * 1024;

/// Messages of QoS 1 and 2 that a client may leave unacknowledged before it gets the next one.
inline constexpr std::size_t broker_in_flight_max = 32;

/// QoS 2 messages of one client whose PUBREL has not come. A correct client has fewer unfinished.
inline constexpr std::size_t broker_unreleased_max = 1024;

/// Unwritten octets to a client beyond which it loses messages of QoS 0 and waits for others.
inline constexpr std::size_t broker_output_size_max = 1024 * 1024;

/// Unwritten octets to a client beyond which it is not read: the messages above, the one that
/// passes the bound, and room for answers. A client may stop reading until its own output is taken;
/// if the broker did the same because of messages, each would wait for the other.
inline constexpr std::size_t broker_unread_size_max =
    broker_output_size_max + broker_payload_size_max + 128 * 1024;

/// Octets that rules withhold from a client, beyond which it is not read: what it asks for then is
/// withheld, too.
inline constexpr std::size_t broker_withheld_size_max = 64 * 1024;

/// Octets of all retained topics and payloads. Beyond it a message is passed on and not retained.
inline constexpr std::size_t broker_retained_size_max = 64 * 1024 * 1024;

/// Connections that the program's broker serves at once. Each costs a descriptor and some hundred
/// octets.
inline constexpr std::size_t broker_connection_count_max = 16'384;

/// Octets of changes behind which the broker's store file is written anew, or as many as it had
/// when it was written last, whichever is more. So the file has at most twice the size of what is
/// kept, and this; and each octet is written twice on the average, at most.
inline constexpr std::size_t broker_journal_growth_min = 16 * 1024 * 1024;

/// Octets of all sessions, their messages and all retained messages together, unless told otherwise
/// (--memory): many clients that never come back must not fill the memory either. Then no message
/// waits or is retained any more, no filter is granted, and no new client let in.
inline constexpr std::size_t broker_store_size_max = 256 * 1024 * 1024;

/// What may be set at most: the changes of one commit, in their octet form up to three times as
/// large as what is kept of them, must stay below the 4 GiB of a record.
inline constexpr std::size_t broker_store_size_limit = 1024 * 1024 * 1024;

/// What a session, a subscription, a message in flight or a retained message counts for in this
/// beside its octets: about what the nodes and buffers around them take.
inline constexpr std::size_t broker_entry_cost = 256;

/// Kept sessions and connected clients. A client beyond them is refused as by a server that is not
/// available.
inline constexpr std::size_t broker_session_count_max = 65'536;

}  // namespace atmqtt::limits
