// The access codes of a keypad: those that the API tells of, those that are over, and a form to make and change them.
import { announce, element, say } from './dom.js'
import { api, control } from './server.js'
import { field_of, iso_of, iso_of_field, window_text } from './times.js'
import { world } from './world.js'

const hour = 3_600_000
const listed_max = 500

function labelled(label, input, hint) {
  return element('label', {}, label, input, hint ? element('small', {}, hint) : null)
}

// The form for a new code, and for changing one.
function build_form(device, done) {
  let changing = null
  const title = element('h3', {}, 'New code')
  const name = element('input', { name: 'name', autocomplete: 'off', maxlength: 100 })
  const pin = element('input', { name: 'pin', inputmode: 'numeric', pattern: '[0-9]*', autocomplete: 'off', maxlength: 15 })
  const starts = element('input', { name: 'starts', type: 'datetime-local', step: 1 })
  const ends = element('input', { name: 'ends', type: 'datetime-local', step: 1 })
  const submit = element('button', { class: 'strong' }, 'Create')
  const cancel = element('button', { type: 'button', hidden: true, onclick: () => change(null) }, 'Leave it as it is')
  const problem = element('p', { class: 'problem', role: 'alert' })
  const from_now = (label, from, to) => element('button', { type: 'button', onclick: () => {
    starts.value = field_of(iso_of(world.running_now + from))
    ends.value = field_of(iso_of(world.running_now + to))
  } }, label)
  const form = element('form', { class: 'code-form', 'aria-label': 'Code' }, title,
    labelled('Name', name), labelled('PIN', pin, 'empty: one is drawn'),
    labelled('Starts (UTC)', starts, 'empty: at once'), labelled('Ends (UTC)', ends, 'empty: until deleted'),
    element('div', { class: 'row' }, from_now('Next 2 hours', 0, 2 * hour), from_now('In 1 hour, for a day', hour, 25 * hour),
      element('button', { type: 'button', onclick: () => (starts.value = ends.value = '') }, 'Always')),
    element('div', { class: 'row' }, submit, cancel), problem)

  function change(code) {
    changing = code
    say(title, code ? `Change ${code.name ?? 'the code'}` : 'New code')
    say(submit, code ? 'Change' : 'Create')
    cancel.hidden = !code
    name.value = code?.name ?? ''
    pin.value = code?.code ?? ''
    starts.value = field_of(code?.starts_at)
    ends.value = field_of(code?.ends_at)
    say(problem, '')
    if (code) name.focus()
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const fields = {}
    const put = (key, value, before) => {
      if (value !== before) fields[key] = value
    }
    put('name', name.value.trim() || null, changing?.name ?? null)
    put('code', pin.value || null, changing?.code ?? null)
    // Fields know seconds only: what was not touched stays what it was.
    if (starts.value !== field_of(changing?.starts_at)) fields.starts_at = iso_of_field(starts.value)
    if (ends.value !== field_of(changing?.ends_at)) fields.ends_at = iso_of_field(ends.value)
    say(problem, '')
    try {
      if (changing) {
        await api(device.account, '/access_codes/update', { access_code_id: changing.access_code_id, ...fields })
        announce('The code is being changed')
      } else {
        await api(device.account, '/access_codes/create', { device_id: device.device_id, ...fields })
        announce('The code is being set')
      }
      change(null)
      done()
    } catch (refusal) {
      say(problem, refusal.message)
    }
  })
  return { place: element('details', { class: 'code-details', open: true }, element('summary', {}, 'Make or change a code'), form), change }
}

const badge = (status) => element('span', { class: 'status', 'data-status': status }, status)

// `choose(code)`: whose timeline is wanted. `told(codes)`: they have been asked for again.
export function build_codes(device, choose, told) {
  let codes = []
  let chosen = null
  const rows = element('tbody', {})
  const problem = element('p', { class: 'problem', role: 'alert' })
  const form = build_form(device, () => look())
  const table = element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Access codes' },
    element('table', { class: 'codes' }, element('caption', { class: 'unseen' }, `Access codes of ${device.name}`),
      element('thead', {}, element('tr', {}, ['Name', 'PIN', 'Status', 'Window', 'Actions'].map((text) => element('th', { scope: 'col' }, text)))), rows))

  async function remove(code) {
    try {
      await api(device.account, '/access_codes/delete', { access_code_id: code.access_code_id })
      say(problem, '')
      announce('The code is being removed')
      await look()
    } catch (refusal) {
      say(problem, refusal.message)
    }
  }

  function row_of(code) {
    const called = code.name ?? 'Nameless'
    const issues = [...(code.errors ?? []), ...(code.warnings ?? [])].map((issue) => issue.error_code ?? issue.warning_code)
    const gone = code.status === '404'
    const act = (label, what, attributes) => element('button', { type: 'button', 'aria-label': `${label} of ${called}`, onclick: what, ...attributes }, label)
    return element('tr', { 'data-code': code.access_code_id, 'aria-current': code.access_code_id === chosen ? 'true' : null },
      element('th', { scope: 'row' }, called), element('td', { class: 'pin' }, code.code ?? 'not drawn yet'),
      element('td', {}, badge(code.status), issues.map((issue) => element('small', { class: 'issue' }, issue.replaceAll('_', ' ')))),
      element('td', {}, gone ? 'over' : window_text(code.starts_at, code.ends_at)),
      element('td', {}, element('div', { class: 'row' }, act('Timeline', () => pick(code)),
        gone ? null : act('Change', () => form.change(code), { 'aria-label': `Change ${called}` }),
        gone ? null : act('Delete', () => remove(code), { 'aria-label': `Delete ${called}` }))))
  }

  function pick(code) {
    chosen = code.access_code_id
    show()
    choose(code)
    rows.querySelector(`[data-code="${chosen}"] button`)?.focus()
  }

  function show() {
    // A table that is built anew takes the focus with it, unless somebody gives it back.
    const focused = rows.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null
    rows.replaceChildren(...codes.map(row_of))
    if (codes.length === 0) rows.append(element('tr', {}, element('td', { colspan: 5 }, 'No code yet')))
    if (focused) [...rows.querySelectorAll('button')].find((button) => button.getAttribute('aria-label') === focused)?.focus()
  }

  let looking = null
  let again = false
  function look() {
    if (looking) {
      again = true
      return looking
    }
    looking = Promise.all([
      api(device.account, '/access_codes/list', { device_id: device.device_id, limit: listed_max }),
      control(`codes?device=${encodeURIComponent(device.device_id)}`)
    ]).then(([alive, ever]) => {
      const known = new Set(alive.access_codes.map((code) => code.access_code_id))
      const over = ever.codes.filter((code) => !known.has(code.access_code_id) && code.status !== null)
        .map((code) => ({ ...code, name: names.get(code.access_code_id) ?? code.code, code: code.pin }))
      for (const code of alive.access_codes) names.set(code.access_code_id, code.name)
      codes = [...[...alive.access_codes].reverse(), ...over.reverse()]
      say(problem, '')
      show()
      told(codes)
    }).catch((refusal) => say(problem, refusal.message)).finally(() => {
      looking = null
      if (again) {
        again = false
        look()
      }
    })
    return looking
  }
  const names = new Map()

  const place = element('div', { class: 'codes-side' }, form.place, element('h3', {}, 'Codes'), problem, table)
  return { place, look, now: () => codes.filter((code) => code.status !== '404') }
}
