// What goes wrong beside the kills: vendors, links, accounts, receivers, and a clock that jumps.
import { Refused } from './server.js'
import { Random, sleep } from './random.js'

const menu = [
  { op: 'write', do: { reply: 503 } },
  { op: 'write', do: { reply: 500, commit: true } },
  { op: 'write', do: { reset: true } },
  { op: 'write', do: { drop: 'response' } },
  { op: 'write', do: { drop: 'request' } },
  { op: 'write', do: { latency: '8s' } },
  { op: 'write', do: { truncate: 10 } },
  { op: 'write', do: { slots_full: true } },
  { op: 'write', do: { reject: 'device_offline' } },
  { op: 'remove', do: { reply: 502, commit: true } },
  { op: 'remove', do: { reply: 500 } },
  { op: 'remove', do: { drop: 'response' } },
  { op: 'remove', do: { reset: true } },
  { op: 'read', do: { malformed: true } },
  // Lies are told once of each lock: two that agree are believed (see README.md).
  { op: 'read', nth: 1, do: { stale: '2m' } },
  { op: 'read', nth: 1, do: { poison: 'empty' } },
  { op: 'read', do: { reply: 429, retry_after: '30s' } },
  { op: 'push', do: { drop: 'push' } },
  { op: 'push', do: { duplicate: 'push' } },
  { op: 'push', do: { delay: 'push', by: '20s' } },
  { op: 'login', do: { reply: 503 } },
  { do: { latency: '3s' } },
]

const deeds = [
  ['storm', 30],
  ['calm', 12],
  ['outage', 10],
  ['link', 12],
  ['account', 8],
  ['jump', 6],
  ['mood', 22],
]

export class Chaos {
  constructor(server, ledger, receivers, seed) {
    Object.assign(this, { server, ledger, receivers })
    this.random = new Random(seed, 'chaos')
    this.counts = { deeds: 0, faults: 0, fired: 0 }
    this.stopped = false
  }

  start(facts) {
    this.facts = facts
    this.notLiedAbout = [...facts.devices]
    this.loop = this.rage()
  }

  async rage() {
    while (!this.stopped) {
      const deed = this.random.weighted(deeds)
      try {
        await this[deed]()
        this.counts.deeds += 1
      } catch (error) {
        // No answer from a server that is being killed is nobody's fault.
        if (error instanceof Refused) this.ledger.violation(error.message)
      }
      await sleep(this.random.between(200, 2500))
    }
  }

  async storm() {
    const rules = Array.from({ length: this.random.between(1, 4) }, () => this.rule())
    await this.countFired()
    await this.server.control('PUT', 'faults', rules)
    this.counts.faults += rules.length
  }

  rule() {
    const possible = this.notLiedAbout.length > 0 ? menu : menu.filter(({ nth }) => nth === undefined)
    const rule = { ...this.random.of(possible) }
    if (rule.nth !== undefined) return { ...rule, device: this.notLiedAbout.pop() }
    rule.chance = this.random.between(10, 90) / 100
    if (this.random.chance(40)) rule.provider = this.random.of(this.facts.providers)
    return rule
  }

  async calm() {
    await this.countFired()
    await this.server.control('PUT', 'faults', [])
  }

  async countFired() {
    const { faults } = await this.server.control('GET', 'faults')
    for (const { fired } of faults ?? []) this.counts.fired += fired ?? 0
  }

  // For a while, and then back: where the server is killed meanwhile, it stays so until next time, or the end.
  async forAWhile(target, begin, end) {
    await this.server.control('POST', target, begin)
    await sleep(this.random.between(100, 4000))
    await this.server.control('POST', target, end)
  }

  outage() {
    return this.forAWhile(`providers/${this.random.of(this.facts.providers)}`, { outage: true }, { outage: false })
  }
  link() {
    return this.forAWhile(`devices/${this.random.of(this.facts.devices)}/link`, { online: false }, { online: true })
  }
  account() {
    return this.forAWhile(`accounts/${this.random.of(this.facts.accounts)}`, { connected: false }, { connected: true })
  }
  jump() {
    return this.server.control('POST', 'clock', { advance: `${this.random.between(1, 40)}m` })
  }
  mood() {
    return this.random.of(this.receivers).moodSwing()
  }

  async stop() {
    this.stopped = true
    await this.loop
    await this.countFired()
    await this.heal()
  }

  async heal() {
    const { server, facts } = this
    await Promise.all(this.receivers.map((receiver) => receiver.feel('alive')))
    await server.control('PUT', 'faults', [])
    for (const name of facts.providers) await server.control('POST', `providers/${name}`, { outage: false })
    for (const name of facts.accounts) await server.control('POST', `accounts/${name}`, { connected: true })
    for (const name of facts.devices) await server.control('POST', `devices/${name}/link`, { online: true })
  }
}
