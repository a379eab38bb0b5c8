// Two tables, in one run on one machine: a stateful mock endpoint of `lockstep serve` beside nginx, a minimal Beast server
// and Mockoon, server on one core and load on the other; and what the scenarios cost over sockets and in process. See
// bench/README.md for how to read them.
//
// node bench/http/run.js LOCKSTEP MINIMAL_SERVER [seconds]
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { here, send, start, load, table } = require('../load.js')

const [lockstep, minimal, seconds = '5'] = process.argv.slice(2)
const connections = [1, 64, 256]
const place = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'))
const answer = JSON.stringify({
  access_codes: ['Ada', 'Bob'].map((name, at) => ({
    access_code_id: `ac_2_${at}`, lock_id: 'lk_2', name, code: `471${at}`, starts_at: null, ends_at: null
  }))
})

async function measure(name, command, url, headers, prepare) {
  const server = await start(name, command, url, { headers })
  const target = prepare ? await prepare(server.told()) : server.url
  const rows = connections.map((count) => load(name, server.pid, target, { connections: count, seconds, headers }))
  await server.stop()
  return { name, start: server.start, idle: server.idle, rows }
}

// Replays the scenarios, but for the slow file, one case after another. The shell tells its children's CPU time last.
function replay(wire) {
  const root = path.join(__dirname, '..', '..')
  const run = `"$0" run scenarios --tag 'not slow' --jobs 1 --colour never --wire ${wire}; code=$?; times; exit $code`
  const began = process.hrtime.bigint()
  const told = execFileSync('bash', ['-c', run, path.resolve(lockstep)], { cwd: root, maxBuffer: 1 << 28 }).toString()
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  const spent = told.trim().split('\n').at(-1).match(/(\d+)m([\d.]+)s/g).map((one) => one.match(/(\d+)m([\d.]+)s/))
  return {
    wire,
    seconds,
    cpu: spent.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0),
    cases: Number(/^ *cases +([\d,]+)/m.exec(told)[1].replaceAll(',', '')),
    hash: /^ *hash +(\S+)/m.exec(told)[1]
  }
}

function compareWires() {
  const inProcess = replay('none')
  const overTcp = replay('tcp')
  if (inProcess.hash !== overTcp.hash) throw Error('the wire changed what happened')
  console.log('\n| messages | cases | cases/s | cases per second of CPU | CPU, x in process |\n|---|---|---|---|---|')
  for (const one of [inProcess, overTcp])
    console.log(`| ${one.wire === 'tcp' ? 'over TCP' : 'in process'} | ${one.cases} | ${(one.cases / one.seconds).toFixed(0)} ` +
      `| ${(one.cases / one.cpu).toFixed(0)} | ${(one.cpu / inProcess.cpu).toFixed(1)} |`)
}

async function all() {
  const results = []
  const nginx = here('nginx')
  const nginxUrl = 'http://127.0.0.1:18099/'
  if (nginx) {
    const conf = path.join(place, 'nginx.conf')
    fs.writeFileSync(conf, `worker_processes 1; daemon off; master_process off; pid ${place}/pid; error_log ${place}/log;
      events { worker_connections 4096; }
      http { access_log off; keepalive_requests 1000000000; server { listen 127.0.0.1:18099 backlog=4096;
        location / { default_type application/json; return 200 '${answer}'; } } }`)
    results.push(await measure('nginx, static answer', [nginx, '-c', conf], nginxUrl, {}))
  }
  const bearer = { authorization: 'Bearer mine' }
  results.push(
    await measure('lockstep, stateful mock', [lockstep, 'serve', '--listen', '127.0.0.1:0', '--clock', 'real'],
      (told) => `${told.vendors.open}/locks`, bearer,
      async (told) => {
        const { devices } = await fetch(`${told.url}/lockstep/devices`).then((r) => r.json())
        const codes = `${told.vendors.open}/locks/${devices.find((one) => one.name === 'open-front').vendor_id}/access_codes`
        for (const [at, name] of ['Ada', 'Bob'].entries()) await send('POST', codes, bearer, { name, code: `471${at}` })
        return codes
      })
  )
  results.push(await measure('minimal Beast server', [minimal, '18098'], 'http://127.0.0.1:18098/', {}))
  const mockoon = process.env.MOCKOON_CLI
  if (mockoon) {
    const file = path.join(place, 'mockoon.json')
    fs.writeFileSync(file, JSON.stringify({
      uuid: 'a', lastMigration: 33, name: 'bench', port: 18097, hostname: '127.0.0.1', endpointPrefix: '', latency: 0, folders: [],
      rootChildren: [{ type: 'route', uuid: 'r' }], headers: [], proxyMode: false, cors: false, data: [], callbacks: [],
      routes: [{ uuid: 'r', type: 'http', documentation: '', method: 'get', endpoint: 'codes', responseMode: null, streamingMode: null, streamingInterval: 0,
        responses: [{ uuid: 'x', body: answer, latency: 0, statusCode: 200, label: '', headers: [{ key: 'Content-Type', value: 'application/json' }],
          bodyType: 'INLINE', filePath: '', databucketID: '', sendFileAsBody: false, rules: [], rulesOperator: 'OR', disableTemplating: false,
          fallbackTo404: false, default: true, crudKey: 'id', callbacks: [] }] }]
    }))
    results.push(await measure('Mockoon', ['node', mockoon, 'start', '--data', file, '--disable-log-to-file'], 'http://127.0.0.1:18097/codes', {}))
  }

  const base = results.find((one) => one.name.startsWith('nginx'))
  const heads = connections.flatMap((count) => [`req/s at ${count}`, 'x nginx', 'p99 us', 'CPU us', 'core %'])
  console.log(table(['server', 'first 200 ms', 'idle MiB', ...heads], results.map((one) => [
    one.name, one.start.toFixed(0), one.idle.toFixed(0),
    ...one.rows.flatMap((row, at) => [
      Math.round(row.rate), base ? (row.rate / base.rows[at].rate).toFixed(2) : '', Math.round(row.p99), row.cpu.toFixed(1), Math.round(row.core)
    ])
  ])))
  compareWires()
  if (!nginx) console.log('\nnginx is not here: no ratios')
  if (!mockoon) console.log('\nMOCKOON_CLI does not name the program of @mockoon/cli: left out')
  fs.rmSync(place, { recursive: true })
}

all().catch((error) => {
  console.error(error)
  process.exit(1)
})
