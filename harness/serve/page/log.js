// The last things that happened anywhere, newest first.
import { element } from './dom.js'
import { at, moment } from './times.js'
import { world } from './world.js'

const lines_max = 100
const dull = new Set(['engine', 'request_sent', 'request_arrived', 'answer_sent', 'answer_arrived', 'push_sent', 'push_arrived', 'asked', 'synced'])

export function build_log(place) {
  const list = element('ol', { class: 'told', reversed: true })
  const all = element('input', { type: 'checkbox' })
  place.append(element('details', {}, element('summary', {}, element('h2', {}, 'What happened')), element('label', {}, all, ' messages and the engine’s steps as well'),
    element('div', { class: 'scroll told-room', tabindex: '0', role: 'region', 'aria-label': 'The last events' }, list)))
  world.addEventListener('trace', ({ detail: events }) => {
    const lines = events.filter((event) => all.checked || !dull.has(event.what)).slice(-lines_max)
      .map((event) => element('li', {}, element('time', { datetime: event.at }, moment(at(event.at))), ' ', event.text))
    list.prepend(...lines.reverse())
    while (list.children.length > lines_max) list.lastChild.remove()
  })
  world.addEventListener('began', () => list.replaceChildren())
}
