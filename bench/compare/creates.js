// Creates a given number of codes over keep-alive connections, one request at a time on each, and prints what it took as
// JSON. `wrk` ends after a time; here the number of codes counts, so that a quick server is not asked for more of them.
//
// node creates.js URL KEY CONNECTIONS COUNT FIRST DEVICE_ID...
//
// The n-th code of a run, FIRST counted in, goes to the n-th device, round and round, with a PIN that is new there.
const net = require('node:net')

const [url, key, connections, count, first, ...devices] = process.argv.slice(2)
const { hostname, port } = new URL(url)
const head = `POST /access_codes/create HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n`
const times = []
let asked = 0

function next() {
  const number = Number(first) + asked++
  const body = `{"device_id":"${devices[number % devices.length]}","code":"${100_000 + Math.floor(number / devices.length)}","name":"Guest ${number}"}`
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
}

// The length of the first answer in the text; 0 while it is not whole.
function whole(text) {
  const ends = text.indexOf('\r\n\r\n')
  if (ends < 0) return 0
  if (!text.startsWith('HTTP/1.1 200')) throw Error(text)
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, ends + 2))
  if (!length) throw Error(`an answer without a length: ${text}`)
  const total = ends + 4 + Number(length[1])
  return text.length < total ? 0 : total
}

const connect = () =>
  new Promise((done, failed) => {
    const socket = net.connect({ host: hostname, port, noDelay: true }, () => done(socket)).once('error', failed)
    socket.setEncoding('latin1')
  })

const talk = (socket) =>
  new Promise((done, failed) => {
    let heard = ''
    let began = 0n
    const ask = () => {
      if (asked >= Number(count)) return done()
      began = process.hrtime.bigint()
      socket.write(next())
    }
    socket.on('error', failed)
    socket.on('close', () => failed(Error('the server closed a connection')))
    socket.on('data', (text) => {
      heard += text
      try {
        if (!whole(heard)) return
      } catch (error) {
        return failed(error)
      }
      heard = ''
      times.push(Number(process.hrtime.bigint() - began) / 1e3)
      ask()
    })
    ask()
  })

async function all() {
  const sockets = await Promise.all(Array.from({ length: Number(connections) }, connect))
  const cpu = process.cpuUsage()
  const began = process.hrtime.bigint()
  await Promise.all(sockets.map(talk))
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  const { user, system } = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  console.log(JSON.stringify({
    requests: times.length,
    seconds,
    rate: times.length / seconds,
    p99: times[Math.floor(times.length * 0.99)],
    generator: (user + system) / seconds / 1e4
  }))
  process.exit(0)
}

all().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
