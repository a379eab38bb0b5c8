// What the page knows of the world, kept up to date by the trace. Views listen: `devices`, `vendors`, `clock`, `trace`,
// `began` (all is new), `linked`, `lost`.
import { control, describe_world, follow_trace } from './server.js'
import { at } from './times.js'

// Of these the lock itself, or the way to it, is no longer what it was.
const changes_device = new Set(['lock_stored', 'lock_erased', 'lock_failed', 'lock_edge', 'notice'])
const changes_vendors = new Set(['notice', 'outage_began', 'outage_ended', 'fault_began', 'fault_ended', 'fault_fired'])
// When more keypads than these have changed, one question is cheaper.
const asked_singly_max = 8
const pause = 200
// A stream that is further behind than this is not read but begun anew.
const behind_max = 5000

// Numbers begin again: what is known is of a world that is gone.
class BegunAnew extends Error {}

class World extends EventTarget {
  devices = new Map()
  accounts = []
  providers = []
  faults = []
  now = 0
  mode = 'manual'
  next = null
  seen = 0
  #synced = 0
  #touched = new Set()
  #vendors_touched = false
  #refreshing = null

  tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }))
  }

  // --- time ---

  get factor() {
    if (this.mode === 'manual') return 0
    return this.mode === 'real' ? 1 : Number(this.mode.slice('scaled:'.length))
  }
  // As far as it has come since the server was asked.
  get running_now() {
    return this.now + (performance.now() - this.#synced) * this.factor
  }
  #take_clock(told) {
    this.now = at(told.now)
    this.#synced = performance.now()
    if (told.mode) this.mode = told.mode
    if (told.pending) this.next = told.pending.next ? at(told.pending.next) : null
    this.tell('clock')
  }
  async look_at_clock() {
    this.#take_clock(await control('clock'))
  }
  async move_clock(how) {
    this.#take_clock(await control('clock', how))
    if (how.mode === undefined) await this.look_at_clock()
  }

  // --- things ---

  async look_at_all() {
    const [devices] = await Promise.all([control('devices'), this.look_at_vendors(), this.look_at_clock()])
    this.devices = new Map(devices.devices.map((device) => [device.name, device]))
    this.tell('devices', null)
  }
  async look_at_vendors() {
    const [accounts, providers, faults] = await Promise.all([control('accounts'), control('providers'), control('faults')])
    this.accounts = accounts.accounts
    this.providers = providers.providers
    this.faults = faults.faults
    this.tell('vendors')
  }
  take_device(device) {
    this.devices.set(device.name, device)
    this.tell('devices', new Set([device.name]))
  }
  async look_at_devices(names) {
    if (names.size > asked_singly_max) return this.look_at_all()
    const told = await Promise.all([...names].map((name) => control(`devices/${encodeURIComponent(name)}`)))
    for (const { device } of told) this.devices.set(device.name, device)
    this.tell('devices', names)
  }

  // --- what happens ---

  #take_events(events) {
    if (events[0].seq <= this.seen) throw new BegunAnew()
    this.seen = events.at(-1).seq
    for (const event of events) {
      if (event.device && changes_device.has(event.what)) this.#touched.add(event.device)
      if (changes_vendors.has(event.what)) this.#vendors_touched = true
    }
    this.tell('trace', events)
    this.#refresh_soon()
  }
  // At most one round of questions at a time, and none without a pause before it.
  #refresh_soon() {
    this.#refreshing ??= new Promise((resolve) => setTimeout(resolve, pause)).then(async () => {
      const names = this.#touched
      const vendors = this.#vendors_touched
      this.#touched = new Set()
      this.#vendors_touched = false
      try {
        await this.look_at_clock()
        if (names.size > 0) await this.look_at_devices(names)
        if (vendors) await this.look_at_vendors()
      } catch {
        // The stream tells when the server is gone.
      }
      this.#refreshing = null
      if (this.#touched.size > 0 || this.#vendors_touched) this.#refresh_soon()
    })
  }

  async #begin() {
    const described = await describe_world()
    this.seen = described.trace
    await this.look_at_all()
    this.tell('began', described)
  }

  // For as long as the page is open.
  async follow() {
    let known = false
    for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
      try {
        const described = await describe_world()
        const behind = described.trace - this.seen
        if (!known || behind < 0 || behind > behind_max || at(described.now) < this.now) await this.#begin()
        known = true
        await follow_trace(this.seen, () => this.tell('linked'), (events) => {
          wait = 500
          this.#take_events(events)
        })
      } catch (problem) {
        if (problem instanceof BegunAnew) {
          known = false
          continue
        }
        if (!(problem instanceof TypeError)) console.warn(problem)
      }
      this.tell('lost')
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

export const world = new World()
