// A long day of trouble for `lockstep serve --data`: unmodified SDK clients, vendors in chaos, receivers that die, and a
// server that is killed without warning again and again. See README.md.
//
//     node soak.js LOCKSTEP FOLDER SECONDS [SEED]
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SeamHttp } from 'seam'
import { Chaos } from './chaos.js'
import { judgeWebhooks, look } from './judge.js'
import { Ledger } from './ledger.js'
import { Load } from './load.js'
import { Random, sleep } from './random.js'
import { Receiver } from './receivers.js'
import { Server } from './server.js'

const killsAtLeast = 4
const requestsPerLife = 30
const [lockstep, folder, secondsText, seedText] = process.argv.slice(2)
const seconds = Number(secondsText)
const seed = seedText ? Number(seedText) : Date.now() % 1_000_000
const began = Date.now()
const ledger = new Ledger()
const stops = { kills: 0, graceful: 0 }
mkdirSync(folder, { recursive: true })

const server = new Server(lockstep, folder, fileURLToPath(new URL('world.yaml', import.meta.url)), seed)
const client = () =>
  SeamHttp.fromApiKey(server.facts.api_key, { endpoint: server.facts.url, waitForActionAttempt: false })

const all = ['created', 'changed', 'set_on_device', 'removed_from_device', 'deleted'].map((what) => `access_code.${what}`)
const ends = ['access_code.created', 'access_code.deleted']
const receivers = [all, ends, ends].map(
  (types, i) => new Receiver(`receiver-${i + 1}`, ledger, new Random(seed, `receiver ${i}`), types)
)

const elapsed = () => Math.round((Date.now() - began) / 1000)
function progress() {
  const { requests, created, updated, deleted, doubts } = ledger.counts
  const taken = receivers.reduce((sum, { taken }) => sum + taken.size, 0)
  console.log(
    `${elapsed()} s: ${requests} requests, ${stops.kills} kills, ${created} created, ${updated} updated, ` +
      `${deleted} deleted, ${doubts} in doubt, ${taken} messages, ${ledger.violations.length} violations`
  )
}

async function restart(load) {
  const hard = !new Random(seed, `stop ${stops.kills + stops.graceful}`).chance(10)
  server.down = true
  const how = await (hard ? server.kill() : server.stop())
  stops[hard ? 'kills' : 'graceful'] += 1
  if (!hard && how !== 0) ledger.violation(`the server ended with ${how} when it was told to end`)
  await Promise.all([server.start(), load.pause()])
  server.down = false
  await look(server, client(), ledger, false)
  load.start(client())
}

async function comeToRest() {
  await server.control('POST', 'clock', { mode: 'manual' })
  for (let hours = 0; hours < 200; ++hours) {
    await server.control('POST', 'clock', { advance: '1h' })
    await server.control('POST', 'clock', { until: 'idle', limit: '1d' })
    const { webhooks } = await server.control('GET', 'webhooks')
    const ours = webhooks.filter(({ webhook_id }) => receivers.some((receiver) => receiver.webhook_id === webhook_id))
    if (ours.every(({ waiting, under_way }) => waiting + under_way === 0)) return
  }
  ledger.violation('receivers that live were not told all in 200 hours')
}

function checkStore() {
  const told = spawnSync(lockstep, ['store', 'check', server.data, '--invariants'], { encoding: 'utf8' })
  if (told.status !== 0) ledger.violation(`lockstep store check --invariants ended with ${told.status}:\n${told.stderr}`)
  return told.stdout.trim()
}

async function main() {
  console.log(`soak: ${seconds} s with --seed ${seed}`)
  await server.start()
  const { devices } = await server.control('GET', 'devices')
  const named = async (what) => (await server.control('GET', what))[what].map(({ name }) => name)
  for (const receiver of receivers) {
    await receiver.listen()
    const { url, event_types } = receiver
    const webhook = await client().webhooks.create({ url, event_types })
    Object.assign(receiver, { secret: webhook.secret, webhook_id: webhook.webhook_id })
  }
  const chaos = new Chaos(server, ledger, receivers, seed)
  const facts = { devices: devices.map(({ name }) => name), accounts: await named('accounts'), providers: await named('providers') }
  const load = new Load(server, ledger, devices, seed, 6)
  const ticking = setInterval(progress, 10_000)
  chaos.start(facts)
  load.start(client())

  const pauses = new Random(seed, 'pauses')
  while ((elapsed() < seconds || stops.kills < killsAtLeast) && ledger.violations.length === 0) {
    const pause = pauses.between(500, seconds < 120 ? 5_000 : 20_000)
    const before = ledger.counts.requests
    await sleep(Math.min(pause, Math.max(0, seconds * 1000 - (Date.now() - began))))
    // On a busy machine, too, something happens between two kills.
    while (ledger.counts.requests < before + requestsPerLife && ledger.violations.length === 0) await sleep(20)
    await restart(load)
  }
  await load.stop()
  await chaos.stop()
  await look(server, client(), ledger, false)
  await comeToRest()
  await look(server, client(), ledger, true)
  await judgeWebhooks(server, ledger, receivers)
  const ended = await server.stop()
  if (ended !== 0) ledger.violation(`the server ended with ${ended}`)
  const sound = checkStore()
  clearInterval(ticking)
  for (const receiver of receivers) await receiver.die()
  table(chaos, sound)
}

function table(chaos, sound) {
  const { counts, codes } = ledger
  const sum = (key) => receivers.reduce((total, receiver) => total + receiver[key], 0)
  const rows = {
    requests: `${counts.requests}, ${counts.refused} refused, ${counts.unanswered} unanswered`,
    kills: `${stops.kills}, and ${stops.graceful} ends in order; slowest start ${server.slowestStart} ms`,
    acknowledged: `${counts.created} created, ${counts.updated} updated, ${counts.deleted} deleted`,
    'in doubt': `${counts.doubts}, ${[...codes.values()].filter((one) => !one.acknowledged).length} creations had happened`,
    webhooks: `${receivers.reduce((total, { taken }) => total + taken.size, 0)} taken, ${sum('repeats')} repeats, ${sum('refused')} refused, ${sum('changes')} moods`,
    faults: `${chaos.counts.faults} rules fired ${chaos.counts.fired} times, ${chaos.counts.deeds} deeds`,
    store: sound,
    violations: ledger.violations.length,
  }
  for (const [key, value] of Object.entries(rows)) console.log(`  ${key.padEnd(14)}${value}`)
}

main().then(
  () => {},
  (error) => ledger.violation(error.stack)
).then(() => {
  if (ledger.violations.length === 0) process.exit(0)
  server.child?.kill('SIGKILL')
  console.log(`FAILED after ${elapsed()} s. Everything is kept in ${folder}: its server.log tells what the server said,`)
  console.log(`\`lockstep serve --data ${server.data}\` goes on with the world; the same mix again: --seed ${seed}`)
  process.exit(1)
})
