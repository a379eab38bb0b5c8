// What the comparisons over HTTP share: servers started on one core and watched, `wrk` on the other, and what it says.
const { spawn, execFileSync } = require('node:child_process')
const fs = require('node:fs')
const http = require('node:http')

const here = (command) => {
  try {
    return execFileSync('sh', ['-c', `command -v ${command}`]).toString().trim()
  } catch {
    return null
  }
}
const get = (url, headers = {}) =>
  new Promise((done) => {
    http.get(url, { headers, agent: false }, (response) => response.resume().on('end', () => done(response.statusCode)))
      .on('error', () => done(0))
  })
const send = (method, url, headers, body) =>
  fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }).then((r) => r.json())

const children = (pid) => {
  const own = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return [String(pid), ...own.flatMap(children)]
}
// In seconds, to the nanosecond: on a busy machine a server gets too little of it to be counted in the kernel's ticks.
const cpu = (pid) =>
  children(pid)
    .flatMap((each) => fs.readdirSync(`/proc/${each}/task`).map((task) => `/proc/${each}/task/${task}/schedstat`))
    .reduce((sum, file) => sum + Number(fs.readFileSync(file, 'utf8').split(' ')[0]) / 1e9, 0)
const resident = (pid) =>
  children(pid).reduce((sum, each) => sum + Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${each}/status`, 'utf8'))[1]), 0) / 1024

// Whoever is still there when this ends goes with it.
const running = new Set()
process.on('exit', () => running.forEach((server) => server.kill()))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

// Started on the first core, and waited for until `url` is answered with 200: an address, or what makes one of the line
// that the server prints.
async function start(name, command, url, { headers = {}, env = {} } = {}) {
  if (typeof url === 'string' && (await get(url, headers)) !== 0) throw Error(`${name}: something else answers at ${url}`)
  const began = process.hrtime.bigint()
  const server = spawn('taskset', ['-c', '0', ...command], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  running.add(server)
  server.on('exit', () => running.delete(server))
  let told = ''
  server.stdout.on('data', (text) => (told += text))
  server.stderr.resume()
  const ready = () => (typeof url === 'string' ? url : told.includes('\n') ? url(JSON.parse(told)) : null)
  for (;;) {
    const target = ready()
    if (target && (await get(target, headers)) === 200) break
    await new Promise((done) => setTimeout(done, 0.5))
    if (server.exitCode !== null) throw Error(`${name} did not start`)
  }
  const took = Number(process.hrtime.bigint() - began) / 1e6
  return {
    pid: server.pid,
    url: ready(),
    told: () => JSON.parse(told),
    start: took,
    idle: resident(server.pid),
    stop: () => {
      server.kill()
      return server.exitCode ?? new Promise((done) => server.on('exit', done))
    }
  }
}

// Loads a server from the second core and measures: requests a second, p99 and CPU time per request in microseconds, and
// how much of their cores the server and the generator got. Any answer that is no 2xx is an error.
function load(name, pid, url, { connections, seconds, headers = {}, script, args = [] }) {
  const options = ['-t1', `-c${connections}`, `-d${seconds}`, '--timeout', '60', '--latency']
  for (const [field, value] of Object.entries(headers)) options.push('-H', `${field}: ${value}`)
  if (script) options.push('-s', script)
  const before = cpu(pid)
  const told = execFileSync('bash', ['-c', 'taskset -c 1 "$@"; code=$?; times; exit $code', 'load', 'wrk', ...options, url, ...(script ? ['--', ...args.map(String)] : [])]).toString()
  const spent = cpu(pid) - before
  const wrong = /Non-2xx[^\n]*|Socket errors: .*(read|write|timeout) [1-9][^\n]*/.exec(told)
  if (wrong) throw Error(`${name}: ${wrong[0]}\n${told}`)
  const [, requests, wall, wallUnit] = /(\d+) requests in ([\d.]+)(us|ms|s|m),/.exec(told)
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s|m)/.exec(told)
  const scale = { us: 1, ms: 1e3, s: 1e6, m: 6e7 }
  const [user, system] = told.trim().split('\n').at(-1).match(/(\d+)m([\d.]+)s/g).map((one) => /(\d+)m([\d.]+)s/.exec(one)).map(([, m, s]) => 60 * Number(m) + Number(s))
  const took = (Number(wall) * scale[wallUnit]) / 1e6
  return {
    requests: Number(requests),
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(told)[1]),
    p99: Number(p99) * scale[unit],
    cpu: (spent / requests) * 1e6,
    core: (spent / took) * 100,
    generator: ((user + system) / took) * 100
  }
}

const table = (heads, rows) =>
  [`| ${heads.join(' | ')} |`, `|${'---|'.repeat(heads.length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')

module.exports = { here, get, send, cpu, resident, start, load, table }
