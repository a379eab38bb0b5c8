// Clients that use the unmodified SDK: a seeded mix of what apps do, each answer entered in the ledger.
import { Random, sleep } from './random.js'

const mix = [
  ['create', 26],
  ['createMultiple', 5],
  ['createWithKey', 4],
  ['update', 18],
  ['remove', 20],
  ['get', 14],
  ['list', 8],
  ['press', 6],
  ['stranger', 2],
  ['bolt', 3],
  ['link', 2],
  ['webhook', 2],
]
const codesPerDevice = 14
const strangersPerDevice = 3
const minute = 60_000

export class Load {
  constructor(server, ledger, devices, seed, clients) {
    Object.assign(this, { server, ledger, seed, clients })
    this.devices = devices.map(({ device_id }) => device_id)
    this.slotted = new Set(devices.filter(({ provider }) => provider === 'smartthings').map(({ device_id }) => device_id))
    this.pins = new Random(seed, 'pins')
    this.working = 0
    this.open = false
    this.stopped = false
  }

  start(seam) {
    this.seam = seam
    this.open = true
    this.loops ??= Array.from({ length: this.clients }, (_, i) => this.client(new Random(this.seed, `client ${i}`)))
  }

  // Nobody begins anything; resolves when nothing is under way.
  async pause() {
    this.open = false
    while (this.working > 0) await sleep(5)
  }

  async stop() {
    await this.pause()
    this.stopped = true
    await Promise.all(this.loops)
  }

  async client(random) {
    while (!this.stopped) {
      if (this.open) {
        this.working += 1
        try {
          await this[random.weighted(mix)](random)
        } catch (error) {
          // The controls do not answer while the server is gone.
          if (!this.server.down) this.ledger.violation(`a client met ${error.stack}`)
        }
        this.working -= 1
      }
      await sleep(random.between(20, 180))
    }
  }

  // { answer }, { status, text } of a refusal, or { lost: true } when no answer came. `crossed`: the server was killed
  // meanwhile, so that the SDK may have asked twice.
  async call(what, work) {
    const { server, ledger } = this
    const life = server.lives
    const crossed = () => server.down || server.lives !== life
    ledger.counts.requests += 1
    try {
      return { answer: await work(this.seam), crossed: crossed() }
    } catch (error) {
      if (error.statusCode === undefined) {
        ledger.counts.unanswered += 1
        if (!crossed()) ledger.violation(`${what} was not answered by a server that lives: ${error.message}`)
        return { lost: true, crossed: true }
      }
      ledger.counts.refused += 1
      const text = `${what} was answered with ${error.statusCode} ${error.code}: ${error.message}`
      return { status: error.statusCode, text, crossed: crossed() }
    }
  }

  newPin() {
    for (;;) {
      const pin = String(this.pins.between(100_000, 899_999))
      if (!this.ledger.wantsPin(pin)) return pin
    }
  }

  async window(random) {
    if (random.chance(45)) return {}
    const now = await this.server.now()
    const starts = now + random.of([0, random.between(1, 15), random.between(1, 15), random.between(100, 6000)]) * minute
    const ends = starts + random.between(4, 60) * minute
    return { starts_at: new Date(starts).toISOString(), ends_at: new Date(ends).toISOString() }
  }

  roomy(random) {
    const roomy = this.devices.filter((device) => this.ledger.live(device) < codesPerDevice)
    return roomy.length === 0 ? undefined : random.of(roomy)
  }

  // --- operations ---

  // `devices` get codes by one call, which answers with all of them.
  async creating(devices, wanted, work) {
    const { doubtful, counts } = this.ledger
    const keys = devices.map((device) => `${wanted.name} ${device}`)
    for (const key of keys) doubtful.set(key, wanted)
    wanted.family.busy = true
    const { answer, lost, text } = await this.call(`creating ${wanted.name}`, work)
    wanted.family.busy = false
    if (lost) return (counts.doubts += devices.length), false
    for (const key of keys) doubtful.delete(key)
    if (answer === undefined) return this.ledger.violation(text), false
    const codes = [answer].flat()
    if (codes.length !== devices.length) this.ledger.violation(`${wanted.name}: ${codes.length} codes for ${keys.length}`)
    for (const code of codes) this.ledger.add(code, wanted, true)
    counts.created += codes.length
    return codes[0]
  }

  async create(random) {
    const device_id = this.roomy(random)
    if (device_id === undefined) return this.remove(random)
    const body = { device_id, name: this.ledger.newName(), code: this.newPin(), ...(await this.window(random)) }
    await this.creating([device_id], { ...body, family: newFamily() }, (seam) => seam.accessCodes.create(body))
  }

  async createMultiple(random) {
    const device_ids = [...new Set([this.roomy(random), this.roomy(random), this.roomy(random)])]
    if (device_ids.includes(undefined)) return this.remove(random)
    const body = { device_ids, name: this.ledger.newName(), ...(await this.window(random)) }
    const wanted = { ...body, family: newFamily() }
    await this.creating(device_ids, wanted, (seam) => seam.accessCodes.createMultiple(body))
  }

  // Codes that share a PIN by a key of the caller's own.
  async createWithKey(random) {
    const device_ids = [...new Set([this.roomy(random), this.roomy(random)])]
    if (device_ids.includes(undefined)) return this.remove(random)
    const family = newFamily()
    const common_code_key = `key of ${this.ledger.newName()}`
    let code = this.newPin()
    for (const device_id of device_ids) {
      const body = { device_id, name: this.ledger.newName(), common_code_key, ...(code && { code }) }
      const wanted = { ...body, family }
      if (!(await this.creating([device_id], wanted, (seam) => seam.accessCodes.create(body)))) break
      code = undefined // who joins takes the PIN over
    }
  }

  async update(random) {
    const all = (entry) => [...entry.family.members].every(({ fate, maybe }) => fate !== 'asked' && !maybe)
    const entry = this.ledger.pick(random, all)
    if (entry === undefined) return
    const timeBound = entry.ends !== Infinity
    const changed = random.of(timeBound ? ['pin', 'name', 'ends'] : ['pin', 'name'])
    const body = { access_code_id: entry.id }
    const change = {}
    entry.family.busy = true
    if (changed === 'pin') body.code = change.pin = this.newPin()
    if (changed === 'name') body.name = change.name = this.ledger.newName()
    if (changed === 'ends') {
      change.ends = Math.max(entry.starts, await this.server.now()) + random.between(3, 90) * minute
      body.ends_at = new Date(change.ends).toISOString()
    }
    const concerned = changed === 'pin' ? [...entry.family.members].filter(({ fate }) => fate === 'live') : [entry]
    const { lost, status, text } = await this.call(`updating ${entry.name}`, (seam) => seam.accessCodes.update(body))
    if (lost) {
      for (const one of concerned) one.maybe = change
      this.ledger.counts.doubts += 1
    } else if (status === undefined) {
      for (const one of concerned) Object.assign(one, change)
      this.ledger.counts.updated += 1
    } else if (status !== 404 || !(await this.isOver(entry))) {
      this.ledger.violation(`${text} (${JSON.stringify(body)})`)
    }
    entry.family.busy = false
  }

  async remove(random) {
    const entry = this.ledger.pick(random)
    if (entry === undefined) return
    entry.family.busy = true
    const body = { access_code_id: entry.id }
    const told = await this.call(`deleting ${entry.name}`, (seam) => seam.accessCodes.delete(body))
    if (told.lost) {
      entry.fate = 'asked'
      this.ledger.counts.doubts += 1
    } else if (told.status === undefined || (told.status === 404 && told.crossed)) {
      entry.fate = 'deleted'
      this.ledger.counts.deleted += 1
    } else if (told.status !== 404 || !(await this.isOver(entry))) {
      this.ledger.violation(told.text)
    }
    entry.family.busy = false
  }

  async isOver(entry) {
    const over = entry.ends <= (await this.server.now())
    if (over) entry.fate = 'gone'
    return over
  }

  async get(random) {
    const entry = this.ledger.pick(random)
    if (entry === undefined) return
    entry.family.busy = true
    const body = { access_code_id: entry.id }
    const { answer, status, text } = await this.call(`getting ${entry.name}`, (seam) => seam.accessCodes.get(body))
    if (answer !== undefined && (answer.name !== entry.name || answer.code !== entry.pin))
      this.ledger.violation(`${entry.id} is ${answer.name} ${answer.code}, not ${entry.name} ${entry.pin}`)
    if (status !== undefined && (status !== 404 || !(await this.isOver(entry)))) this.ledger.violation(text)
    entry.family.busy = false
  }

  async list(random) {
    const device_id = random.of(this.devices)
    const { answer, text } = await this.call('listing', (seam) => seam.accessCodes.list({ device_id }))
    if (text !== undefined) this.ledger.violation(text)
    const ids = (answer ?? []).map(({ access_code_id }) => access_code_id)
    if (new Set(ids).size !== ids.length) this.ledger.violation(`a code is listed twice on ${device_id}`)
  }

  async press(random) {
    const entry = this.ledger.pick(random)
    if (entry === undefined) return
    const body = { device_id: entry.device, code: entry.pin }
    await this.simulate('somebody at a door', (seam) => seam.locks.simulate.keypadCodeEntry(body))
  }

  async stranger(random) {
    const device_id = random.of(this.devices)
    if (this.ledger.strangers.filter(({ device }) => device === device_id).length >= strangersPerDevice) return
    const code = String(random.between(900_000, 999_999))
    if (this.ledger.strangers.some(({ pin }) => pin === code)) return
    const stranger = { device: device_id, pin: code, acknowledged: false }
    this.ledger.strangers.push(stranger)
    const body = { device_id, name: `stranger ${code}`, code }
    const told = await this.simulate('a stranger', (seam) => seam.accessCodes.simulate.createUnmanagedAccessCode(body))
    // A write to a slot that was free when it left goes over whatever has got there meanwhile: nobody can help that.
    const raced = this.slotted.has(device_id) && (await this.isBeingWritten(device_id))
    stranger.acknowledged = told.answer !== undefined && !raced
  }

  async isBeingWritten(device_id) {
    const { answer } = await this.call('listing', (seam) => seam.accessCodes.list({ device_id }))
    return answer === undefined || answer.some(({ status }) => status === 'setting')
  }

  async bolt(random) {
    const body = { device_id: random.of(this.devices) }
    const turn = random.of(['lockDoor', 'unlockDoor'])
    await this.simulate('a bolt', (seam) => seam.locks[turn](body))
  }

  async link(random) {
    const body = { device_id: random.of(this.devices) }
    await this.simulate('a link', (seam) => seam.devices.simulate.disconnect(body))
    await sleep(random.between(100, 2000))
    await this.simulate('a link', (seam) => seam.devices.simulate.connect(body))
  }

  async webhook() {
    const nobody = { url: 'http://127.0.0.1:9/nobody', event_types: ['access_code.created'] }
    const { answer, text } = await this.call('a webhook', (seam) => seam.webhooks.create(nobody))
    if (text !== undefined) this.ledger.violation(text)
    if (answer === undefined) return
    const { webhook_id } = answer
    const gone = await this.call('a webhook', (seam) => seam.webhooks.delete({ webhook_id }))
    if (gone.text !== undefined && !gone.crossed) this.ledger.violation(gone.text)
  }

  // May be refused for what chaos has done to the lock.
  async simulate(what, work) {
    const told = await this.call(what, work)
    if (told.status >= 500) this.ledger.violation(told.text)
    return told
  }
}

const newFamily = () => ({ busy: false, members: new Set() })
