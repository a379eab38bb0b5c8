// An event sink, followed as a stream: what happens to codes and bolts is heard as it happens, until the sink is gone.
const EventSource = require('eventsource')
const { assert, world, control, main } = require('./world')

const headers = { authorization: 'Bearer a token of my own' }

async function ask(method, path, body) {
  const response = await fetch(`${world.vendors.smartthings}/v1${path}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: body && JSON.stringify(body)
  })
  const told = await response.json()
  assert.equal(response.status, 200, JSON.stringify(told))
  return told
}

main(async () => {
  const { items } = await ask('GET', '/devices?capability=lock,lockCodes')
  const { deviceId, locationId } = items[0]
  const filter = { type: 'LOCATIONIDS', value: [locationId], eventType: ['DEVICE_EVENT'] }
  const sink = await ask('POST', '/subscriptions', { name: 'mine', version: 1, subscriptionFilters: [filter] })

  const heard = []
  const waiting = []
  const hear = (event) => (waiting.length > 0 ? waiting.shift()(event) : heard.push(event))
  const next = () => (heard.length > 0 ? heard.shift() : new Promise((told) => waiting.push(told)))
  const source = new EventSource(sink.registrationUrl, { headers })
  source.addEventListener('DEVICE_EVENT', hear)
  source.addEventListener('CONTROL_EVENT', hear)
  assert.equal((await next()).data, 'welcome')

  const command = (capability, name, ...args) =>
    ask('POST', `/devices/${deviceId}/commands`, { commands: [{ capability, command: name, arguments: args }] })
  const next_event = async () => JSON.parse((await next()).data).deviceEvent
  await command('lockCodes', 'setCode', 3, '4711', 'Ada')
  await control('clock', { advance: '30s' })
  const written = await next_event()
  assert.equal(written.value, '3 set')
  assert.equal(written.deviceId, deviceId)
  assert.deepEqual(written.data, { codeName: 'Ada' })
  await control('devices/smartthings-front/press', { pin: '4711' })
  assert.deepEqual((await next_event()).data, { method: 'keypad', codeId: '3', codeName: 'Ada' })
  await command('lock', 'lock')
  assert.equal((await next_event()).value, 'locked')

  await ask('DELETE', `/subscriptions/${sink.subscriptionId}`)
  assert.equal((await next()).data, 'goodbye')
  source.close()
})
