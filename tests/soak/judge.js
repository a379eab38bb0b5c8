// Holds the world against the ledger: nothing that was acknowledged is lost, nothing that was deleted comes back, no
// PIN is on a lock twice; and when all has come to rest, everything is where it should be.

// Looks while nobody else asks. `settled`: the world is at rest.
export async function look(server, seam, ledger, settled) {
  const from = await server.now()
  const listed = new Map()
  const { devices } = await server.control('GET', 'devices')
  for (const { device_id } of devices)
    for (const code of await seam.accessCodes.list({ device_id })) {
      if (listed.has(code.access_code_id)) ledger.violation(`${code.access_code_id} is listed twice`)
      listed.set(code.access_code_id, code)
    }
  const until = await server.now()
  adopt(ledger, listed)
  for (const entry of ledger.codes.values()) judgeCode(ledger, entry, listed.get(entry.id), { from, until, settled })
  for (const device of devices) judgeLock(ledger, device, listed, settled)
}

// Creations in doubt: those that are there have happened, the others never will.
function adopt(ledger, listed) {
  for (const code of listed.values()) {
    if (ledger.codes.has(code.access_code_id)) continue
    const wanted = ledger.doubtful.get(`${code.name} ${code.device_id}`)
    if (wanted === undefined) ledger.violation(`nobody asked for ${code.name} (${code.access_code_id})`)
    else if (wanted.code !== undefined && wanted.code !== code.code)
      ledger.violation(`${code.name} was to have the PIN ${wanted.code} and has ${code.code}`)
    ledger.add(code, wanted ?? {}, false)
  }
  ledger.doubtful.clear()
}

function judgeCode(ledger, entry, code, { from, until, settled }) {
  const name = `${entry.name} (${entry.id})`
  if (code === undefined) {
    const over = entry.ends <= until || entry.maybe?.ends <= until
    if (entry.fate === 'live' && !over) ledger.violation(`${name} was acknowledged and is lost`)
    entry.fate = 'gone'
    return
  }
  if (entry.fate === 'gone') return ledger.violation(`${name} was gone and is back, ${code.status}`)
  const leaving = ['removing', 'unknown'].includes(code.status)
  if (entry.fate === 'deleted') {
    if (!leaving || settled) ledger.violation(`${name} was deleted and is ${code.status}`)
    return
  }
  if (entry.fate === 'asked' && !leaving) entry.fate = 'live' // it was never heard
  judgeFields(ledger, entry, code, until)
  if (!settled) return
  const wanted = entry.ends <= from || entry.fate === 'asked' ? 'gone' : entry.starts > until ? 'unset' : 'set'
  const edge = [entry.starts, entry.ends].some((at) => at >= from && at <= until)
  if (code.status !== wanted && !edge) {
    const why = [...code.errors, ...code.warnings].map((one) => one.error_code ?? one.warning_code).join(', ')
    ledger.violation(`${name} is ${code.status} in the end and should be ${wanted} ${why}`)
  }
}

// As it was acknowledged, or as an update without an answer wanted it; from now on one of them.
function judgeFields(ledger, entry, code, until) {
  const is = { name: code.name, pin: code.code, ends: code.ends_at === null ? Infinity : Date.parse(code.ends_at) }
  const differs = (wanted) => Object.keys(is).filter((key) => is[key] !== wanted[key])
  const { maybe } = entry
  entry.maybe = undefined
  if (maybe && differs({ ...entry, ...maybe }).length === 0) Object.assign(entry, maybe)
  const wrong = differs(entry)
  // A code that is over has left its family.
  if (wrong.length === 0 || entry.ends <= until || entry.fate !== 'live') return
  ledger.violation(`${entry.id}: ${wrong.map((key) => `${key} is ${is[key]}, not ${entry[key]}`).join('; ')}`)
  Object.assign(entry, is)
}

// What the keypad itself holds.
function judgeLock(ledger, { name, device_id, slots }, listed, settled) {
  const twice = (key) => {
    const all = slots.map((slot) => slot[key]).filter(Boolean)
    for (const one of new Set(all.filter((value, i) => all.indexOf(value) !== i)))
      ledger.violation(`${name} stores the ${key} ${one} twice`)
  }
  twice('pin')
  twice('name')
  const pins = new Set(slots.map(({ pin }) => pin))
  const strangers = ledger.strangers.filter(({ device }) => device === device_id)
  for (const { pin, acknowledged } of strangers)
    if (acknowledged && !pins.has(pin)) ledger.violation(`${name} has lost the stranger's ${pin}`)
  if (!settled) return
  const ours = [...listed.values()].filter((code) => code.device_id === device_id)
  const known = new Set([...ours.map(({ code }) => code), ...strangers.map(({ pin }) => pin)])
  for (const { code, status, name: whose } of ours)
    if (status === 'set' && !pins.has(code)) ledger.violation(`${name} does not hold ${code} of ${whose}`)
  for (const pin of pins) if (!known.has(pin)) ledger.violation(`${name} holds ${pin}, which nobody wants`)
}

// What receivers have taken: every acknowledged creation and deletion, and for each code all in order.
export async function judgeWebhooks(server, ledger, receivers) {
  const { webhooks } = await server.control('GET', 'webhooks')
  for (const receiver of receivers) {
    const state = webhooks.find(({ webhook_id }) => webhook_id === receiver.webhook_id)
    if (state === undefined) ledger.violation(`the webhook of ${receiver.name} is lost`)
    else if (state.waiting + state.under_way + state.dropped + state.given_up > 0)
      ledger.violation(`${receiver.name} was not told all: ${JSON.stringify({ ...state, attempts: undefined })}`)
    judgeTaken(ledger, receiver)
  }
}

function judgeTaken(ledger, receiver) {
  const stories = new Map()
  const events = new Set()
  for (const { event } of receiver.taken.values()) {
    if (events.has(event.event_id)) ledger.violation(`${receiver.name}: ${event.event_id} came under two svix-ids`)
    events.add(event.event_id)
    if (event.access_code_id === undefined) continue
    const story = stories.get(event.access_code_id) ?? []
    if (story.length > 0 && Date.parse(story.at(-1).occurred_at) > Date.parse(event.occurred_at))
      ledger.violation(`${receiver.name}: ${event.event_type} of ${event.access_code_id} came out of order`)
    story.push(event)
    stories.set(event.access_code_id, story)
  }
  const told = (entry, type) => (stories.get(entry.id) ?? []).filter(({ event_type }) => event_type === type).length
  for (const entry of ledger.codes.values()) {
    if (told(entry, 'access_code.created') !== 1)
      ledger.violation(`${receiver.name} was told ${told(entry, 'access_code.created')} times that ${entry.id} was created`)
    if (entry.fate === 'gone' && told(entry, 'access_code.deleted') !== 1)
      ledger.violation(`${receiver.name} was told ${told(entry, 'access_code.deleted')} times that ${entry.id} was deleted`)
  }
  for (const [id, story] of stories) {
    if (story[0].event_type !== 'access_code.created' && ledger.codes.has(id))
      ledger.violation(`${receiver.name} heard of ${id} first that it was ${story[0].event_type}`)
  }
}
