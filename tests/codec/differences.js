// Where mqtt-packet and we differ on purpose, each with its clause of MQTT 3.1.1, or of 3.1.
'use strict'

/// We refuse for a reason that begins so, what mqtt-packet takes. In both versions: 3.1 says the
/// same of lengths and identifiers, and a server that breaks it cannot be trusted with more.
const stricter = [
  ['an acknowledgement or CONNACK is of 2 octets [3.1.1 3.4]', /^malformed a packet of fixed size/],
  ['PINGREQ, PINGRESP and DISCONNECT have no content [3.1.1 3.12]', /^malformed content in a packet/],
  ['a topic name has no wildcards [MQTT-3.3.2-2]', /^malformed (a wildcard|a Will Topic)/],
  ['a topic name is not empty [MQTT-4.7.3-1]', /^malformed an empty topic/],
  ['a filter has wildcards as whole levels, and # at its end [3.1.1 4.7.1]', /^malformed a malformed filter/],
  ['CONNACK has a return code from 0 to 5 [3.1.1 3.2.2.3]', /^malformed a reserved return code in CONNACK/],
  ['the protocol name and level belong together [MQTT-3.1.2-1]', /^malformed unknown protocol/],
  ['PUBLISH of QoS 0 has no DUP [MQTT-3.3.1-2]', /^malformed DUP in a PUBLISH/],
  ['a refusing CONNACK has no session present [MQTT-3.2.2-4]', /^malformed session present/],
  ['a Packet Identifier is not 0 [MQTT-2.3.1-1]', /^malformed Packet Identifier 0/],
  ['the lengths in a packet add up to its own [3.1.1 2.2.3]', /^malformed lengths in/],
  ['SUBACK has a return code [MQTT-3.8.4-5]', /^malformed SUBACK without/],
  ['SUBSCRIBE and UNSUBSCRIBE have a filter [MQTT-3.8.3-3]', /^malformed (UN)?SUBSCRIBE without/]
]

/// What we take in 3.1, because that version allows it, and mqtt-packet refuses or reads otherwise
/// (decision E12).
const looser = [
  ['CONNACK has an octet without meaning in front [3.1 3.2]', /^connack present=0/, /^connack present=1|connack flags/],
  ['user name and password may be missing in spite of their flags [3.1 3.1]', /^connect /, /(username|password)$/],
  ['PUBREL, SUBSCRIBE and UNSUBSCRIBE may be repeated with DUP [3.1 2.1]', /^(pubrel|subscribe|unsubscribe) /, /header flag bits/]
]

/// The name of the difference, if it is one of these.
exports.findDifference = ({ version, ours, theirs }) => {
  if (ours.startsWith('malformed')) return stricter.find(([, reason]) => reason.test(ours))?.[0]
  if (version !== 3) return undefined
  return looser.find(([, our, their]) => our.test(ours) && their.test(theirs))?.[0]
}

exports.names = [...stricter, ...looser].map(([name]) => name)
