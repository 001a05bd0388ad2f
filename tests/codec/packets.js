// Random packets, and mutations of their octets, all from one seed.
'use strict'

/// Park and Miller's generator, so that a run can be repeated.
class Random {
  constructor (seed) { this.state = seed }
  below (count) {
    this.state = (this.state * 48271) % 2147483647
    return this.state % count
  }

  chance (outOf) { return this.below(outOf) === 0 }
  pick (values) { return values[this.below(values.length)] }
}

const letters = ['a', 'b', 'Z', '0', '/', ' ', '$', 'é', '中', '😀']

// Around the sizes at which a Remaining Length becomes longer.
const sizes = [0, 1, 2, 3, 10, 100, 120, 121, 122, 127, 128, 300, 16375, 16384, 20000]

const text = (random, sizeMin = 0) => {
  let result = ''
  for (let i = sizeMin + random.below(12); i > 0; i--) result += random.pick(letters)
  return result
}
const octets = (random) => Buffer.alloc(random.pick(sizes), random.below(256))
const identifier = (random) => random.pick([1, 2, 255, 256, 65535, 1 + random.below(65535)])
const filter = (random) => random.pick(['#', '+', 'a/+/b', 'a/#', '+/+', text(random, 1)])
const several = (random, make) => Array.from({ length: 1 + random.below(5) }, make)

const makers = {
  connect: (random, version) => {
    const packet = {
      protocolId: version === 3 ? 'MQIsdp' : 'MQTT',
      protocolVersion: version,
      clean: random.chance(2),
      keepalive: random.pick([0, 1, 60, 65535]),
      clientId: text(random, 1)
    }
    if (random.chance(2)) {
      packet.will = { topic: text(random, 1), payload: octets(random), qos: random.below(3), retain: random.chance(2) }
    }
    if (random.chance(2)) {
      packet.username = text(random, 1)
      if (random.chance(2)) packet.password = Buffer.from(text(random, 1))
    }
    return packet
  },
  connack: (random, version) => {
    const returnCode = random.below(6)
    return { returnCode, sessionPresent: version === 4 && returnCode === 0 && random.chance(2) }
  },
  publish: (random) => {
    const qos = random.below(3)
    const packet = {
      topic: text(random, 1), payload: octets(random), qos, retain: random.chance(2), dup: qos > 0 && random.chance(2)
    }
    if (qos > 0) packet.messageId = identifier(random)
    return packet
  },
  subscribe: (random) => ({
    messageId: identifier(random),
    subscriptions: several(random, () => ({ topic: filter(random), qos: random.below(3) }))
  }),
  suback: (random) => ({ messageId: identifier(random), granted: several(random, () => random.pick([0, 1, 2, 128])) }),
  unsubscribe: (random) => ({ messageId: identifier(random), unsubscriptions: several(random, () => filter(random)) }),
  pingreq: () => ({}),
  pingresp: () => ({}),
  disconnect: () => ({})
}
for (const type of ['puback', 'pubrec', 'pubrel', 'pubcomp', 'unsuback']) {
  makers[type] = (random) => ({ messageId: identifier(random) })
}
const types = Object.keys(makers)

const makePacket = (random, version) => {
  const cmd = random.pick(types)
  return { cmd, dup: false, retain: false, qos: 0, ...makers[cmd](random, version) }
}

/// One to three octets changed, inserted or removed, or the end cut off; the length is set right again half of the time,
/// because few mutations would come past it otherwise.
const mutate = (random, packet) => {
  const changed = [...packet.subarray(0, 200)]
  for (let i = 1 + random.below(3); i > 0; i--) {
    const at = random.below(changed.length)
    const value = random.pick([0, 1, 2, 3, 0x23, 0x2b, 0x80, 0xff, random.below(256)])
    if (random.chance(3)) changed.splice(at, 0, value)
    else if (random.chance(3) && changed.length > 2) changed.splice(at, 1)
    else changed[at] = value
  }
  if (random.chance(10)) changed[0] ^= 8 // DUP, which 3.1 allows where 3.1.1 does not
  if (random.chance(8)) changed.splice(2 + random.below(changed.length))
  if (changed.length >= 2 && changed.length < 130 && random.chance(2)) changed[1] = changed.length - 2
  return Buffer.from(changed)
}

module.exports = { Random, makePacket, mutate }
