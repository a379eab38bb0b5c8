// `lockstep serve` beside the official fake of the same API, in one run on one machine: start, memory, and requests a
// second as codes become many; server on one core, load on the other. See bench/README.md for how to read it.
//
// node bench/compare/run.js LOCKSTEP [seconds [most codes]]
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { cpu, resident, send, start, load, table } = require('../load.js')

const [lockstep, seconds = '2', most = '1000000'] = process.argv.slice(2)
const connections = [1, 8, 64]
const starts = 7
const created_at_once = 4_000
const listed = [100, 1_000]
const stored = 16_000
const most_while_written = 100_000  // a real clock writes them all to their locks, at its own pace
const place = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-compare-'))

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const whole = (number) => Math.round(number).toLocaleString('en-US')

// --- the two ---

function install_fake() {
  const at = path.join(__dirname, '..', '..', 'build', 'compare')
  fs.mkdirSync(at, { recursive: true })
  fs.copyFileSync(path.join(__dirname, 'package.json'), path.join(at, 'package.json'))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: at, stdio: 'inherit' })
  return path.join(at, 'node_modules', '@seamapi', 'fake-seam-connect', 'dist', 'server.js')
}

function world_of(locks) {
  const file = path.join(place, `world-${locks}.yaml`)
  fs.writeFileSync(file, `schema: world/v1
providers: { maker: { vendor: open, code: { slots: 5000 } } }
devices: { lock: { provider: maker, count: ${locks} } }
`)
  return file
}

const ours = (name, options) => ({
  name,
  bare: () => start(name, [lockstep, 'serve', '--listen', '127.0.0.1:0', ...options], (told) => `${told.url}/health`),
  async stocked(locks) {
    const server = await start(name, [lockstep, 'serve', world_of(locks), '--listen', '127.0.0.1:0', ...options], (told) => `${told.url}/health`)
    const { url, api_key: key } = server.told()
    const { devices } = await send('GET', `${url}/lockstep/devices`, {})
    return { ...server, base: url, key, devices: devices.map((one) => one.device_id) }
  }
})

function official(program) {
  const name = 'official fake'
  const base = 'http://127.0.0.1:18096'
  const bare = () => start(name, ['node', program, '--seed'], `${base}/health`, { env: { PORT: '18096' } })
  return {
    name,
    bare,
    // The locks of its own seed.
    async stocked(locks) {
      const devices = ['august_device_1', 'august_device_2', 'schlage_device_id']
      return { ...(await bare()), base, key: 'seam_apikey1_token', devices: devices.slice(0, locks) }
    }
  }
}

// --- what is measured ---

function creates(server, count, first, connections) {
  const before = cpu(server.pid)
  const made = JSON.parse(execFileSync('taskset', ['-c', '1', 'node', path.join(__dirname, 'creates.js'), server.base, server.key,
    String(connections), String(count), String(first), ...server.devices]).toString())
  const spent = cpu(server.pid) - before
  return { ...made, cpu: (spent / count) * 1e6, core: (spent / made.seconds) * 100 }
}

function reads(name, server, targets, connections) {
  const file = path.join(place, 'targets')
  fs.writeFileSync(file, targets.join('\n'))
  return load(name, server.pid, server.base, {
    connections, seconds, headers: { authorization: `Bearer ${server.key}` }, script: path.join(__dirname, 'cycle.lua'), args: [file]
  })
}

const gets = (codes) => codes.slice(0, 1_000).map((one) => `/access_codes/get?access_code_id=${one.access_code_id}`)

async function measure(candidate) {
  console.error(`${candidate.name}: what a request costs`)
  const rows = new Map()
  const note = (what, at, row) => rows.set(what, { ...rows.get(what), [at]: row })
  const bare = []
  for (let i = 0; i < starts; ++i) {
    const server = await candidate.bare()
    bare.push(server)
    await server.stop()
  }
  for (const at of connections) {
    const server = await candidate.stocked(16)
    note('create, from empty', at, creates(server, created_at_once, 0, at))
    await server.stop()
  }

  // The fake lists the codes of all devices, whichever is asked for. So there is one, and no code but those to be listed.
  for (const length of listed) {
    const server = await candidate.stocked(1)
    creates(server, length, 0, 8)
    const list = `/access_codes/list?device_id=${server.devices[0]}`
    const { access_codes } = await send('GET', server.base + list, { authorization: `Bearer ${server.key}` })
    if (access_codes.length !== length) throw Error(`${candidate.name} lists ${access_codes.length} codes, not ${length}`)
    // What is still under way when `wrk` has gone weighs on what comes next; so the short ones come first.
    if (length === listed.at(-1)) for (const at of connections) note(`get, ${whole(length)} stored`, at, reads(candidate.name, server, gets(access_codes), at))
    for (const at of connections) note(`list of ${whole(length)}`, at, reads(candidate.name, server, [list], at))
    await server.stop()
  }

  const server = await candidate.stocked(16)
  let count = stored
  creates(server, count, 0, 8)
  const full = resident(server.pid)
  const { access_codes } = await send('GET', `${server.base}/access_codes/list?device_id=${server.devices[0]}`, { authorization: `Bearer ${server.key}` })
  for (const at of connections) note(`get, ${whole(stored)} stored`, at, reads(candidate.name, server, gets(access_codes), at))
  for (const at of connections) {
    note(`create, ${whole(stored)} stored`, at, creates(server, created_at_once, count, at))
    count += created_at_once
  }
  await server.stop()
  return { name: candidate.name, start: median(bare.map((one) => one.start)), idle: median(bare.map((one) => one.idle)), full, rows }
}

// The rate of creation as codes become many, 8 connections, on a world whose locks never hold more than 1,000.
async function growth(candidate, most) {
  console.error(`${candidate.name}: as codes become many`)
  const server = await candidate.stocked(1_000)
  const steps = []
  let count = 0
  for (const stored of [0, 16_000, 100_000, 1_000_000]) {
    if (stored > most) break
    if (stored > count) creates(server, stored - count, count, 8)
    const made = creates(server, created_at_once, stored, 8)
    count = stored + created_at_once
    steps.push({ stored, ...made, resident: resident(server.pid) })
  }
  await server.stop()
  return { name: candidate.name, steps }
}

// --- what is told ---

function tell(fake, others) {
  console.log(table(['', 'first 200 ms', 'x', 'idle MiB', 'x less', 'MiB with 16k codes', 'x less'], [fake, ...others].map((one) => [
    one.name, one.start.toFixed(0), (fake.start / one.start).toFixed(1), one.idle.toFixed(1), (fake.idle / one.idle).toFixed(1),
    one.full.toFixed(0), (fake.full / one.full).toFixed(1)
  ])))
  for (const one of others) {
    const heads = ['what', 'connections', 'fake, req/s', 'CPU us', 'p99 ms', `${one.name}, req/s`, 'CPU us', 'p99 ms', 'x fake', 'x less CPU', 'core %', 'generator %']
    const rows = [...one.rows].flatMap(([what, at]) => connections.map((count) => {
      const [theirs, mine] = [fake.rows.get(what)[count], at[count]]
      return [what, count, whole(theirs.rate), whole(theirs.cpu), (theirs.p99 / 1e3).toFixed(1), whole(mine.rate), mine.cpu.toFixed(1), (mine.p99 / 1e3).toFixed(1),
        (mine.rate / theirs.rate).toFixed(1), (theirs.cpu / mine.cpu).toFixed(1), whole(mine.core), whole(mine.generator)]
    }))
    console.log(`\n${table(heads, rows)}`)
  }
}

function tell_growth(results) {
  const rows = results.flatMap(({ name, steps }) => steps.map((step) => [
    name, whole(step.stored), whole(step.rate), (step.rate / steps[0].rate).toFixed(2), step.cpu.toFixed(1), (step.cpu / steps[0].cpu).toFixed(2), whole(step.resident)
  ]))
  console.log(`\n${table(['creates at 8 connections', 'codes stored', 'req/s', 'x from empty', 'CPU us', 'x from empty', 'MiB'], rows)}`)
}

async function all() {
  const fake = official(install_fake())
  const real = ours('lockstep', [])
  const manual = ours('lockstep, clock manual', ['--clock', 'manual'])
  const against = await measure(fake)
  tell(against, [await measure(real), await measure(manual)])
  tell_growth([await growth(fake, stored), await growth(real, Math.min(most_while_written, Number(most))), await growth(manual, Number(most))])
}

all()
  .catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
  .finally(() => fs.rmSync(place, { recursive: true }))
