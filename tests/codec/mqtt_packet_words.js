// Packets of mqtt-packet as the words of packet_words.hpp, and back.
'use strict'

const hex = (value) => Buffer.from(value ?? '').toString('hex')
const bit = (value) => (value ? 1 : 0)

const wordsOf = {
  connect: (p) => [
    `level=${p.protocolVersion}`, `clean=${bit(p.clean)}`, `keepalive=${p.keepalive}`,
    `client=${hex(p.clientId)}`,
    ...(p.will
      ? [`willtopic=${hex(p.will.topic)}`, `willmessage=${hex(p.will.payload)}`,
          `willqos=${p.will.qos}`, `willretain=${bit(p.will.retain)}`]
      : []),
    ...(p.username === undefined ? [] : [`user=${hex(p.username)}`]),
    ...(p.password === undefined ? [] : [`password=${hex(p.password)}`])
  ],
  connack: (p) => [`present=${bit(p.sessionPresent)}`, `code=${p.returnCode}`],
  publish: (p) => [
    `topic=${hex(p.topic)}`, `payload=${hex(p.payload)}`, `qos=${p.qos}`,
    `retain=${bit(p.retain)}`, `dup=${bit(p.dup)}`, `id=${p.messageId ?? 0}`
  ],
  subscribe: (p) => [
    `id=${p.messageId}`, `dup=${bit(p.dup)}`,
    ...p.subscriptions.flatMap((each) => [`filter=${hex(each.topic)}`, `qos=${each.qos}`])
  ],
  suback: (p) => [`id=${p.messageId}`, `codes=${hex(p.granted)}`],
  unsubscribe: (p) => [
    `id=${p.messageId}`, `dup=${bit(p.dup)}`, ...p.unsubscriptions.map((each) => `filter=${hex(each)}`)
  ],
  pingreq: () => [],
  pingresp: () => [],
  disconnect: () => []
}
for (const type of ['puback', 'pubrec', 'pubrel', 'pubcomp', 'unsuback']) {
  wordsOf[type] = (p) => [`id=${p.messageId}`]
}

exports.toWords = (packet) => [packet.cmd, ...wordsOf[packet.cmd](packet)].join(' ')

/// mqtt-packet keeps texts as strings, so octets that are no UTF-8 are lost in it. The words of ours
/// as they are after the same loss.
exports.asStrings = (words) => words.replace(
  /\b(topic|client|willtopic|user|filter)=([0-9a-f]*)/g,
  (_, key, digits) => `${key}=${hex(Buffer.from(digits, 'hex').toString('utf8'))}`)
