// The page: the wall, the chosen keypad with its codes and their timelines, the clock, and what goes wrong.
import { build_clock } from './clock.js'
import { build_codes } from './codes.js'
import { element, say } from './dom.js'
import { build_keypad } from './keypad.js'
import { build_log } from './log.js'
import { build_timeline } from './timeline.js'
import { build_trouble } from './trouble.js'
import { build_wall } from './wall.js'
import { world } from './world.js'

const place_of = (id) => document.getElementById(id)
const panel = place_of('panel')
const link = place_of('link')

// What is shown of the chosen keypad; nothing before one is chosen.
let shown = null

function show_timeline(device, code) {
  const timeline = build_timeline({ ...code, device_id: device.device_id, account: device.account, provider: device.provider })
  shown.timeline = timeline
  shown.timeline_place.replaceChildren(timeline.place)
  timeline.look()
}

function choose(name, focus = true) {
  const device = world.devices.get(name)
  if (!device) return
  wall.choose(name)
  const title = element('h2', {}, name)
  const timeline_place = element('div', {})
  const codes = build_codes(device, (code) => show_timeline(device, code), (all) => {
    const mine = all.find((code) => code.access_code_id === shown?.timeline?.id)
    if (mine) shown.timeline.rename(mine.name)
  })
  const keypad = build_keypad(device, codes.now)
  shown = { name, codes, keypad, timeline: null, timeline_place }
  const back = element('button', { type: 'button', class: 'back', onclick: () => {
    const card = document.querySelector('.card[aria-pressed="true"]') ?? place_of('filter')
    card.scrollIntoView({ block: 'center' })
    card.focus({ preventScroll: true })
  } }, 'Back to the keypads')
  panel.replaceChildren(element('div', { class: 'panel-head' }, title, back), element('div', { class: 'panel-top' }, keypad.place, codes.place), timeline_place)
  panel.setAttribute('aria-label', `Keypad ${name}`)
  history.replaceState(null, '', `#${encodeURIComponent(name)}`)
  codes.look()
  if (focus) {
    panel.focus({ preventScroll: true })
    panel.scrollIntoView({ block: 'start' })
  }
}

build_clock(place_of('clock'))
const wall = build_wall(place_of('wall'), choose)
build_trouble(place_of('trouble'))
build_log(place_of('log'))

world.addEventListener('began', () => {
  const linked = [...world.devices.keys()].find((name) => `#${encodeURIComponent(name)}` === location.hash)
  const name = world.devices.has(shown?.name) ? shown.name : linked ?? world.devices.keys().next().value
  if (name !== undefined) choose(name, false)
})
world.addEventListener('devices', ({ detail: names }) => {
  if (shown && (names === null || names.has(shown.name)) && world.devices.has(shown.name)) shown.keypad.show(world.devices.get(shown.name))
})
const about_codes = new Set(['status', 'issue', 'attempt', 'event', 'lock_stored', 'lock_erased'])
let looking = false
world.addEventListener('trace', ({ detail: events }) => {
  if (!shown) return
  shown.timeline?.take(events)
  if (looking || !events.some((event) => event.device === shown.name && about_codes.has(event.what))) return
  looking = true
  setTimeout(() => {
    looking = false
    shown.codes.look()
  }, 150)
})
// The lock's own clock has moved too, and its schedules with it.
let asking = false
world.addEventListener('clock', () => {
  shown?.timeline?.show()
  if (!shown || asking) return
  asking = true
  setTimeout(() => {
    asking = false
    world.look_at_devices(new Set([shown.name])).catch(() => {})
  }, 150)
})
world.addEventListener('linked', () => {
  say(link, 'live')
  link.dataset.state = 'live'
})
world.addEventListener('lost', () => {
  say(link, 'not connected, trying again')
  link.dataset.state = 'lost'
})
world.follow()
