// Programs that webhooks are told: they trust only the SDK's own verifier, note what they have taken, and have moods.
import http from 'node:http'
import { SeamWebhook } from 'seam'

const moods = ['alive', 'dead', 'slow', 'failing', 'silent']

export class Receiver {
  constructor(name, ledger, random, event_types) {
    Object.assign(this, { name, ledger, random, event_types })
    this.taken = new Map() // by svix-id, in the order in which they were taken first
    this.repeats = 0
    this.refused = 0
    this.mood = 'alive'
    this.port = 0
    this.changes = 0
  }

  get url() {
    return `http://127.0.0.1:${this.port}/${this.name}`
  }

  async listen() {
    this.server = http.createServer((request, response) => {
      const parts = []
      request.on('data', (part) => parts.push(part))
      request.on('end', () => this.hear(request.headers, Buffer.concat(parts).toString(), response))
    })
    await new Promise((done, failed) => this.server.once('error', failed).listen(this.port, '127.0.0.1', done))
    this.port = this.server.address().port
  }

  async die() {
    const server = this.server
    this.server = undefined
    server?.closeAllConnections()
    await new Promise((done) => (server ? server.close(done) : done()))
  }

  async feel(mood) {
    if (mood === this.mood) return
    this.changes += 1
    if (mood === 'dead') await this.die()
    else if (this.mood === 'dead') await this.listen()
    this.mood = mood
  }

  moodSwing() {
    return this.feel(this.mood === 'alive' ? this.random.of(moods.slice(1)) : 'alive')
  }

  hear(headers, body, response) {
    if (this.mood === 'silent') return
    if (this.mood === 'failing') {
      this.refused += 1
      response.writeHead(this.random.of([500, 503, 404, 302])).end()
    } else if (this.mood === 'slow') {
      setTimeout(() => this.take(headers, body, response), this.random.between(100, 900))
    } else {
      this.take(headers, body, response)
    }
  }

  take(headers, body, response) {
    if (response.destroyed) return
    let event
    try {
      event = new SeamWebhook(this.secret).verify(body, headers)
    } catch (error) {
      this.ledger.violation(`${this.name}: a message whose signature is not good: ${error.message}`)
      return response.writeHead(400).end()
    }
    const before = this.taken.get(headers['svix-id'])
    if (before === undefined) this.taken.set(headers['svix-id'], { event, body })
    else this.repeats += 1
    if (before !== undefined && before.body !== body)
      this.ledger.violation(`${this.name}: ${headers['svix-id']} came again with another body`)
    response.writeHead(204).end()
  }
}
