// aedes on a port of the loopback interface: node broker.js PORT [CERTIFICATE KEY]
'use strict'

const fs = require('fs')
const net = require('net')
const tls = require('tls')
const aedes = require('aedes')()

const [port, certificate, key] = process.argv.slice(2)
const server = certificate === undefined
  ? net.createServer(aedes.handle)
  : tls.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, aedes.handle)

server.on('error', (error) => {
  console.error(`error: ${error.message}`)
  process.exit(1)
})
server.listen(Number(port), '127.0.0.1', () => console.error('running'))
aedes.on('clientReady', (client) => console.error(`ready ${client.id}`))
aedes.on('clientDisconnect', (client) => console.error(`gone ${client.id}`))
aedes.on('clientError', (client, error) => console.error(`failed ${client.id}: ${error.message}`))
