// A keypad that one can type on, and the door behind it.
import { announce, element, say, switched, toggle } from './dom.js'
import { control } from './server.js'
import { moment, window_text, at } from './times.js'
import { world } from './world.js'

const digits_max = 15
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
const stays_open = 2500

const reasons = {
  unknown_code: 'the lock knows no such code',
  not_yet_valid: 'the code is not valid yet',
  expired_code: 'the code has expired',
  disabled_code: 'the code is switched off'
}

// What the API knows of that PIN, for whoever wonders why the lock does not.
function why_not(pin, codes) {
  const code = codes.find((one) => one.code === pin)
  if (!code) return ''
  const name = code.name ?? 'Nameless'
  const bounds = window_text(code.starts_at, code.ends_at)
  return ` (${name}: ${code.status}, ${bounds})`
}

export function build_keypad(device, codes_now) {
  const path = `devices/${encodeURIComponent(device.name)}`
  let closing = null

  // Phones show the keypad, not a keyboard of their own.
  const display = element('input', { class: 'display', inputmode: 'none', autocomplete: 'off', maxlength: digits_max, 'aria-label': 'Digits typed' })
  const door = element('div', { class: 'door', 'aria-hidden': 'true' }, element('span', { class: 'leaf' }))
  const result = element('p', { class: 'result' })
  const problem = element('p', { class: 'problem', role: 'alert' })

  const type = (digit) => (display.value = (display.value + digit).slice(0, digits_max))
  const back = () => (display.value = display.value.slice(0, -1))
  const clear = () => (display.value = '')
  function show_door(state, text) {
    door.dataset.state = state
    result.dataset.state = state
    say(result, text)
    clearTimeout(closing)
    closing = setTimeout(() => (door.dataset.state = 'shut'), stays_open)
  }
  async function enter() {
    const pin = display.value
    if (!pin) return
    clear()
    say(problem, '')
    try {
      const told = await control(`${path}/press`, { pin })
      const said = told.opens ? `door opens: ${device.name}` : `door stays shut: ${device.name}, ${reasons[told.reason] ?? told.reason}`
      announce(said)
      show_door(told.opens ? 'open' : 'refused', told.opens ? `The door opens for ${pin}` : `The door stays shut: ${reasons[told.reason] ?? told.reason}${why_not(pin, codes_now())}`)
    } catch (refusal) {
      say(problem, refusal.message)
    }
  }

  const key = (label, name, act, attributes) => element('button', { type: 'button', class: 'key', 'aria-label': name, onclick: act, ...attributes }, label)
  const pad = element('div', { class: 'pad', role: 'group', 'aria-label': `Keypad of ${device.name}` },
    keys.map((digit) => key(digit, digit, () => type(digit))),
    key('⌫', 'Delete the last digit', back), key('0', '0', () => type('0')), key('✓', 'Enter', enter, { class: 'key enter' }))
  // Whoever has a keyboard types on that one, from anywhere on the keypad.
  pad.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (/^[0-9]$/.test(event.key)) type(event.key)
    else if (event.key === 'Backspace') back()
    else return
    event.preventDefault()
    display.focus()
  })
  display.addEventListener('input', () => (display.value = display.value.replace(/[^0-9]/g, '')))
  display.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') enter()
    if (event.key === 'Escape') clear()
  })

  const link = toggle('Link to the cloud', device.online, async (online) => {
    try {
      world.take_device((await control(`${path}/link`, { online })).device)
      announce(`${device.name} is ${online ? 'online' : 'offline'}`)
    } catch (refusal) {
      say(problem, refusal.message)
    }
  })

  const facts = element('dl', { class: 'facts' })
  const slots = element('tbody', {})
  const memory = element('details', { class: 'memory' }, element('summary', {}, 'What the lock stores'),
    element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'What the lock stores' },
      element('table', {}, element('thead', {}, element('tr', {}, ['PIN', 'Name', 'Window', 'Opens now', 'By hand'].map((text) => element('th', { scope: 'col' }, text)))), slots)))

  async function erase(pin) {
    try {
      world.take_device((await control(`${path}/edit`, { pin, erase: true })).device)
      announce(`${pin} is erased`)
    } catch (refusal) {
      say(problem, refusal.message)
    }
  }

  function slot_row(slot) {
    const erased = element('button', { type: 'button', 'aria-label': `Erase ${slot.pin} in the vendor’s app`, onclick: () => erase(slot.pin) }, 'Erase')
    return element('tr', {}, [slot.pin, slot.name, window_text(slot.starts_at, slot.ends_at), slot.usable ? 'yes' : 'no'].map((text) => element('td', {}, text)),
      element('td', {}, erased))
  }

  function show(now) {
    switched(link, now.online)
    const told = [['Vendor', now.vendor], ['Vendor’s id', now.vendor_id], ['Account', now.account],
      ['Its clock', `${moment(at(now.clock.now))} (${now.clock.skew === '0s' ? 'right' : `off by ${now.clock.skew}`})`],
      ['Battery', `${now.battery} %`], ['Slots', `${now.slots.length} of ${now.slots_max}`]]
    facts.replaceChildren(...told.flatMap(([term, text]) => [element('dt', {}, term), element('dd', {}, text)]))
    slots.replaceChildren(...now.slots.map(slot_row))
    if (now.slots.length === 0) slots.append(element('tr', {}, element('td', { colspan: 5 }, 'Nothing')))
  }
  show(device)
  const place = element('div', { class: 'keypad' },
    element('div', { class: 'pad-side' }, display, pad, element('div', { class: 'outcome' }, door, result), problem),
    element('div', { class: 'facts-side' }, link, facts), memory)
  return { place, show }
}
