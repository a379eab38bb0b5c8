// Receivers that trust nothing but the SDK's own verifier: events arrive signed, in order, again when they were not
// taken, and whoever is dead or silent delays nobody.
const http = require('node:http')
const { assert, world, control, main } = require('./world')

// A receiver that notes what it hears and answers as it is told: a status, or not at all.
async function receiver(answers) {
  const heard = []
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      heard.push({ headers: request.headers, body })
      const status = answers.length > 0 ? answers.shift() : 200
      if (status) response.writeHead(status).end()
    })
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  return { heard, answers, url: `http://127.0.0.1:${server.address().port}/hook`, server }
}

async function ask(path, body) {
  const response = await fetch(`${world.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.api_key}` },
    body: JSON.stringify(body),
  })
  const told = await response.json()
  assert.equal(response.status, 200, JSON.stringify(told))
  return told
}

async function until(holds) {
  for (let turns = 0; !holds(); ++turns) {
    assert(turns < 2000, 'it never came')
    await new Promise((turn) => setTimeout(turn, 5))
  }
}

main(async () => {
  const { SeamWebhook } = await import('@seamapi/webhook')
  const event_types = ['access_code.created', 'access_code.set_on_device']
  const subscribe = async (to) => (await ask('/webhooks/create', { url: to.url, event_types })).webhook

  const first = await receiver([500])
  const silent = await receiver(Array(1000).fill(0))
  const dead = await receiver([])
  await new Promise((closed) => dead.server.close(closed))
  const webhook = await subscribe(first)
  const verifier = new SeamWebhook(webhook.secret)

  const { devices } = await ask('/devices/list', {})
  const create = async (code) =>
    (await ask('/access_codes/create', { device_id: devices[0].device_id, code, name: code })).access_code

  // Not taken: again after five seconds of simulated time, and what follows waits.
  const code = await create('482913')
  await until(() => first.heard.length === 1)
  await control('clock', { advance: '4s' })
  assert.equal(first.heard.length, 1)
  await control('clock', { advance: '1m' })
  const events = first.heard.map(({ body, headers }) => verifier.verify(body, headers))
  assert.deepEqual(
    events.map((event) => event.event_type),
    ['access_code.created', 'access_code.created', 'access_code.set_on_device']
  )
  assert(events.every((event) => event.access_code_id === code.access_code_id))
  assert.equal(first.heard[0].headers['svix-id'], first.heard[1].headers['svix-id'])
  assert.notEqual(first.heard[1].headers['svix-id'], first.heard[2].headers['svix-id'])
  assert.equal(events[0].event_id, events[1].event_id)
  assert.equal(events[0].occurred_at, world.now)

  // What somebody has changed on the way is no event of ours.
  const { body, headers } = first.heard[0]
  assert.throws(() => verifier.verify(body.replace('created', 'deleted'), headers))
  assert.throws(() => verifier.verify(body, { ...headers, 'svix-id': 'msg_other' }))
  assert.throws(() => new SeamWebhook('whsec_' + Buffer.from('another').toString('base64')).verify(body, headers))

  // The dead and the silent.
  const of_dead = await subscribe(dead)
  await subscribe(silent)
  first.heard.length = 0
  await create('731904')
  await until(() => first.heard.length === 1 && silent.heard.length === 1)
  await control('clock', { advance: '10m' })
  assert.deepEqual(
    first.heard.map(({ body, headers }) => verifier.verify(body, headers).event_type),
    event_types
  )
  const log = await control(`webhooks/${of_dead.webhook_id}`)
  assert(log.webhooks[0].attempts.length >= 3)
  assert(log.webhooks[0].attempts.every((attempt) => attempt.trouble === 'cannot connect'))

  // Removed, they hear nothing more.
  for (const { webhook_id } of (await ask('/webhooks/list', {})).webhooks) await ask('/webhooks/delete', { webhook_id })
  first.heard.length = 0
  await create('560217')
  await control('clock', { advance: '10m' })
  assert.equal(first.heard.length, 0)
  first.server.close()
  silent.server.closeAllConnections()
  silent.server.close()
})
