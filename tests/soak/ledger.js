// What was asked of the world, and what was acknowledged: an answer was read. What was asked without an answer is in
// doubt until the world is looked at again.
export class Ledger {
  constructor() {
    this.codes = new Map() // by id
    this.doubtful = new Map() // creations without an answer, by name
    this.strangers = [] // acknowledged: { device, pin }
    this.violations = []
    this.counts = { requests: 0, refused: 0, unanswered: 0, created: 0, updated: 0, deleted: 0, doubts: 0 }
    this.names = 0
  }

  violation(text) {
    this.violations.push(text)
    if (this.violations.length <= 20) console.log(`VIOLATION: ${text}`)
  }

  newName() {
    return `soak ${++this.names}`
  }

  add(code, wanted, acknowledged) {
    const entry = {
      id: code.access_code_id,
      device: code.device_id,
      name: code.name,
      pin: code.code,
      starts: code.starts_at === null ? -Infinity : Date.parse(code.starts_at),
      ends: code.ends_at === null ? Infinity : Date.parse(code.ends_at),
      family: wanted.family ?? { busy: false, members: new Set() }, // who share a PIN
      acknowledged,
      fate: 'live', // or 'asked' to go without an answer, 'deleted', 'gone' for good
      maybe: undefined, // what an update without an answer may have made of it
    }
    entry.family.members.add(entry)
    this.codes.set(entry.id, entry)
    return entry
  }

  // An entry that nobody works on and that an operation may have for itself.
  pick(random, fits = () => true) {
    const free = [...this.codes.values()].filter((e) => e.fate === 'live' && !e.maybe && !e.family.busy && fits(e))
    return free.length === 0 ? undefined : random.of(free)
  }

  live(device) {
    return [...this.codes.values()].filter((e) => e.device === device && (e.fate === 'live' || e.fate === 'asked')).length
  }

  wantsPin(pin) {
    return [...this.codes.values()].some((e) => e.pin === pin || e.maybe?.pin === pin)
  }
}
