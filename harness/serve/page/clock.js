// The bar at the top: what time it is in the world, and how it moves.
import { announce, element, say } from './dom.js'
import { clock_of, day_of, length } from './times.js'
import { world } from './world.js'

const speeds = [['real', 'real time'], ['scaled:60', '1 min a second'], ['scaled:3600', '1 h a second'], ['scaled:86400', '1 d a second']]
const steps = [['1m', '+1 min'], ['1h', '+1 h'], ['1d', '+1 d']]

export function build_clock(place) {
  const day = element('span', { class: 'day' })
  const time = element('time', { class: 'time' })
  const play = element('button', { type: 'button', class: 'play' })
  const speed = element('select', { id: 'speed' }, speeds.map(([mode, label]) => element('option', { value: mode }, label)))
  const next = element('button', { type: 'button', id: 'next-event' }, 'Next event')
  const problem = element('p', { class: 'problem', role: 'alert' })
  speed.value = 'scaled:60'

  async function move(how, said) {
    say(problem, '')
    place.setAttribute('aria-busy', 'true')
    try {
      await world.move_clock(how)
      announce(said ?? `It is ${clock_of(world.now)}, ${day_of(world.now)}`)
    } catch (refusal) {
      say(problem, refusal.message)
    }
    place.removeAttribute('aria-busy')
  }

  play.addEventListener('click', () =>
    world.factor === 0 ? move({ mode: speed.value }, 'The clock runs') : move({ mode: 'manual' }, 'The clock stands'))
  speed.addEventListener('change', () => world.factor !== 0 && move({ mode: speed.value }, 'The clock runs'))
  next.addEventListener('click', () => world.next !== null && move({ to: new Date(world.next).toISOString() }))

  place.append(
    element('p', { class: 'now' }, day, time),
    element('div', { class: 'row' }, play, element('label', { class: 'unseen', for: 'speed' }, 'Speed'), speed,
      steps.map(([by, label]) => element('button', { type: 'button', onclick: () => move({ advance: by }) }, label)), next,
      element('button', { type: 'button', onclick: () => move({ until: 'idle', limit: '1d' }), title: 'Until no code is being set or removed' }, 'Until idle')),
    problem)

  function show_now() {
    const now = world.running_now
    say(day, day_of(now))
    say(time, clock_of(now))
    time.dateTime = new Date(now).toISOString()
  }
  function show() {
    show_now()
    const runs = world.factor !== 0
    say(play, runs ? 'Pause' : 'Play')
    if (runs && [...speed.options].every((option) => option.value !== world.mode))
      speed.append(element('option', { value: world.mode }, world.mode.replace('scaled:', '× ')))
    if (runs) speed.value = world.mode
    next.disabled = world.next === null
    next.title = world.next === null ? 'Nothing more is to come' : `In ${length(Math.max(0, world.next - world.running_now))}`
  }
  world.addEventListener('clock', show)
  setInterval(() => world.factor !== 0 && show_now(), 250)
  setInterval(() => world.factor !== 0 && world.look_at_clock().catch(() => {}), 5000)
}
