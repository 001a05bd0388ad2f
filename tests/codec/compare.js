// The codec of src/mqtt beside mqtt-packet: node compare.js CODEC_DRIVER DIRECTORY_OF_MQTT_PACKET
//
// Valid packets must be the same octets and the same fields in both directions. Mutated ones must be
// understood alike or refused by both, but for the differences of differences.js, each of which must
// be seen. Of what stands behind the first packet nothing is compared.
'use strict'

const { spawnSync } = require('child_process')
const { Random, makePacket, mutate } = require('./packets')
const { toWords, asStrings } = require('./mqtt_packet_words')
const { findDifference, names } = require('./differences')

const [driver, directory] = process.argv.slice(2)
const mqttPacket = require(directory)

const SEED = 20
const VALID_COUNT = 4000
const MUTATED_COUNT = 20000

/// Sends all lines to our codec; returns its answers.
const askOurs = (lines) => {
  const run = spawnSync(driver, [], { input: lines.join('\n') + '\n', maxBuffer: 1 << 30 })
  if (run.status !== 0) throw new Error(`the driver has ended with ${run.status ?? run.signal}: ${run.stderr}`)
  return run.stdout.toString().split('\n')
}

/// What mqtt-packet makes of the first packet of the octets: words, or `malformed` and its reason.
const askTheirs = (octets, version) => {
  const parser = mqttPacket.parser({ protocolVersion: version })
  const results = []
  parser.on('packet', (packet) => results.push(toWords(packet)))
  parser.on('error', (error) => results.push(`malformed ${error.message}`))
  try {
    parser.parse(octets)
  } catch (error) {
    // It reads past the end of a short packet, which Buffer refuses.
    results.push(`malformed by ${error.name}`)
  }
  return results[0] ?? 'malformed incomplete'
}

const failures = []
const expectEqual = (what, expected, got) => {
  if (expected !== got) failures.push(`${what}\n  theirs: ${expected.slice(0, 300)}\n  ours:   ${got.slice(0, 300)}`)
}

const random = new Random(SEED)
const versions = [3, 4]

const valid = []
for (let i = 0; i < VALID_COUNT; i++) {
  const version = versions[i % 2]
  const packet = makePacket(random, version)
  valid.push({ version, packet, octets: mqttPacket.generate(packet, { protocolVersion: version }) })
}
const decoded = askOurs(valid.map(({ version, octets }) => `decode ${version} ${octets.toString('hex')}`))
const encoded = askOurs(valid.map(({ packet }) => `encode ${toWords(packet)}`))
valid.forEach(({ version, packet, octets }, i) => {
  expectEqual(`decode ${version} ${octets.toString('hex').slice(0, 80)}`, toWords(packet), decoded[i])
  expectEqual(`encode ${version} ${toWords(packet).slice(0, 80)}`, octets.toString('hex'), encoded[i])
  const theirs = askTheirs(Buffer.from(encoded[i], 'hex'), version)
  expectEqual(`their decoding of ours, ${version} ${encoded[i].slice(0, 80)}`, theirs, toWords(packet))
})

const mutated = []
for (let i = 0; i < MUTATED_COUNT; i++) {
  const { version, octets } = random.pick(valid)
  mutated.push({ version, octets: mutate(random, octets) })
}
const answers = askOurs(mutated.map(({ version, octets }) => `decode ${version} ${octets.toString('hex')}`))
const counts = Object.fromEntries(names.map((name) => [name, 0]))
let alike = 0
mutated.forEach(({ version, octets }, i) => {
  const ours = asStrings(answers[i])
  const theirs = askTheirs(octets, version)
  const areBothRefused = ours.startsWith('malformed') && theirs.startsWith('malformed')
  if (areBothRefused || ours === theirs) {
    alike++
    return
  }
  const name = findDifference({ version, octets, ours, theirs })
  if (name) counts[name]++
  else expectEqual(`decode ${version} ${octets.toString('hex')}`, theirs, ours)
})
for (const name of names) {
  if (counts[name] === 0) failures.push(`the difference was never seen: ${name}`)
}

console.log(`${VALID_COUNT} valid packets in both directions, ${MUTATED_COUNT} mutated: ${alike} alike`)
for (const name of names) console.log(`${String(counts[name]).padStart(6)}  ${name}`)
for (const failure of failures.slice(0, 20)) console.log(failure)
console.log(`${failures.length} differences that nobody has named`)
process.exit(failures.length === 0 ? 0 : 1)
