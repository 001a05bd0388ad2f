"""What mosquitto's own log says about messages of QoS 2 that it has delivered twice."""

import collections
import re

SENT = re.compile(r"Sending PUBLISH to (\S+) \(d(\d), q2, r\d, m(\d+), '([^']*)'")
RECORDED = re.compile(r"Received PUBREC from (\S+) \(Mid: (\d+)\)")


class BrokerLog:
    """Takes the log line by line.

    mosquitto 2.0.11 forgets that a client has answered a PUBLISH by PUBREC when it is restarted, and
    when the connection goes in which it had repeated PUBREL. In the next connection it sends the
    PUBLISH once more instead of PUBREL [MQTT-4.3.3-1]. The client may have had that PUBREL: then the
    Packet Identifier is free, and the message is a new one to it. So: a PUBLISH with DUP behind a
    PUBREC for it is a doubling of the broker."""

    def __init__(self):
        self.doubled = collections.Counter()  # by topic
        self._recorded = set()

    def take(self, line):
        """Whether the line is about a packet, so that nobody else waits for it."""
        found = SENT.search(line)
        if found:
            client, dup, identifier, topic = found.groups()
            if dup == "0":
                self._recorded.discard((client, identifier))
            elif (client, identifier) in self._recorded:
                self.doubled[topic] += 1
        else:
            found = RECORDED.search(line)
            if found:
                self._recorded.add(found.groups())
        return " PUB" in line
