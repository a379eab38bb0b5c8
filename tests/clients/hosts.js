// As an entry in the hosts file and a rule for the port would have it: whatever host a client looks for is here.
const https = require('node:https')
const { world } = require('./world')

const here = new URL(world.url)
const connect = https.Agent.prototype.createConnection
https.Agent.prototype.createConnection = function (options, connected) {
  const lookup = (host, how, found) =>
    how.all ? found(null, [{ address: here.hostname, family: 4 }]) : found(null, here.hostname, 4)
  return connect.call(this, { ...options, port: Number(here.port), lookup }, connected)
}
