// A code's timeline: its story as lanes over a line of time on which quiet stretches are short, and as a list.
import { element, say, shape } from './dom.js'
import { control } from './server.js'
import { story_of } from './story.js'
import { at, clock_of, day_of, length, moment } from './times.js'
import { world } from './world.js'

const left = 16
const names_wide = 84
const right = 24
const lane_height = 26
const bar_height = 18
const label_room = 74
const told_max = 400
const events_kept = 20_000

// A place for each instant at which something happens. Between two of them there is room by the order of magnitude.
function scale_of(instants) {
  const sorted = [...new Set(instants)].sort((one, other) => one - other)
  const places = new Map()
  let x = left
  sorted.forEach((instant, index) => {
    if (index > 0) x += Math.min(120, 15 + 20 * Math.log10(1 + (instant - sorted[index - 1]) / 250))
    places.set(instant, x)
  })
  return { sorted, x: (instant) => places.get(instant) ?? x, width: x + right }
}

function instants_of(story, now) {
  const spans = [...story.status, ...story.calls, ...story.attempts, ...story.issues, ...story.shades]
  return [story.begin, now, ...spans.flatMap((span) => [span.from, span.to ?? now, span.accepted ?? now]),
    ...[...story.marks, ...story.events, ...story.doors].map((mark) => mark.at)]
}

const titled = (made, text) => {
  made.append(shape('title', {}, text))
  return made
}
const range_text = (span, now) => `${moment(span.from)} to ${span.to === null ? 'now' : moment(span.to)}, ${length((span.to ?? now) - span.from)}`

function bar(scale, span, y, now, kind, state, text, detail) {
  const from = scale.x(span.from)
  const wide = Math.max(4, scale.x(span.to ?? now) - from)
  const group = titled(shape('g', { class: kind, 'data-state': state }), `${detail}: ${range_text(span, now)}`)
  group.append(shape('rect', { x: from, y: y + (lane_height - bar_height) / 2, width: wide, height: bar_height, rx: 3 }))
  if (wide > 7 * text.length + 6) group.append(shape('text', { x: from + 5, y: y + lane_height / 2 }, text))
  return group
}

function dot(scale, mark, y, kind, state, detail) {
  return titled(shape('circle', { class: kind, 'data-state': state, cx: scale.x(mark.at), cy: y + lane_height / 2, r: 5 }), `${detail}: ${moment(mark.at)}`)
}

// Spans that overlap get rows of their own.
function rows_of(spans, scale, now) {
  const ends = []
  return spans.map((span) => {
    const from = scale.x(span.from)
    let row = ends.findIndex((end) => end <= from)
    if (row < 0) row = ends.push(0) - 1
    ends[row] = Math.max(scale.x(span.to ?? now), from + 4)
    return row
  })
}

function axis(scale, height) {
  const group = shape('g', { class: 'axis' })
  let last = -label_room
  let day = ''
  for (const instant of scale.sorted) {
    const x = scale.x(instant)
    group.append(shape('line', { x1: x, x2: x, y1: 34, y2: height }))
    if (x - last < label_room) continue
    last = x
    group.append(shape('text', { x, y: 28 }, clock_of(instant)))
    if (day_of(instant) !== day) {
      day = day_of(instant)
      group.append(shape('text', { x, y: 12, class: 'day' }, day))
    }
  }
  return group
}

export function draw(story, now, label) {
  const scale = scale_of(instants_of(story, now))
  const drawn = []
  const names = []
  let y = 40
  const lane = (name, rows) => {
    names.push(shape('text', { class: 'lane', x: 4, y: y + lane_height / 2 }, name))
    y += rows * lane_height
  }
  const bars = (name, spans, kind, state, text, detail) => {
    if (spans.length === 0) return
    // A code has one status at a time.
    const rows = kind === 'status-bar' ? spans.map(() => 0) : rows_of(spans, scale, now)
    spans.forEach((span, index) => drawn.push(bar(scale, span, y + rows[index] * lane_height, now, kind, state(span), text(span), detail(span))))
    lane(name, Math.max(...rows) + 1)
  }
  const dots = (name, marks, kind, state) => {
    if (marks.length === 0) return
    for (const mark of marks) drawn.push(dot(scale, mark, y, kind, state(mark), mark.word))
    lane(name, 1)
  }
  bars('Status', story.status, 'status-bar', (span) => span.word, (span) => span.word, (span) => span.word)
  bars('Calls', story.calls, 'call-bar', (span) => span.verdict.split(':')[0], (span) => span.word, (span) => `${span.word}, ${span.verdict}`)
  dots('Lost', story.marks, 'mark', () => 'bad')
  bars('Attempts', story.attempts, 'attempt-bar', (span) => span.state, (span) => span.word, (span) => `${span.word} attempt, ${span.state}`)
  bars('Issues', story.issues, 'issue-bar', () => 'listed', (span) => span.word, (span) => span.word)
  dots('Events', story.events, 'event-mark', () => 'event')
  dots('Door', story.doors, 'door-mark', (mark) => (mark.opens ? 'opens' : 'shut'))
  const height = y + 8
  const shades = story.shades.map((span) => {
    const from = scale.x(span.from)
    return titled(shape('rect', { class: 'shade', x: from, y: 34, width: Math.max(3, scale.x(span.to ?? now) - from), height: height - 38 }),
      `${span.word}: ${range_text(span, now)}`)
  })
  const sheet = (width, attributes, ...parts) =>
    shape('svg', { width, height, viewBox: `0 0 ${width} ${height}`, ...attributes }, ...parts)
  // The names of the lanes stay where they are while the rest scrolls.
  return [sheet(names_wide, { class: 'timeline names', 'aria-hidden': 'true' }, names),
    sheet(scale.width, { class: 'timeline story', role: 'img', 'aria-label': label }, shades, axis(scale, height - 4), drawn)]
}

function told_line(event) {
  const shown = event.what === 'event' ? `event ${event.event_type}` : event.text
  return element('li', {}, element('time', { datetime: event.at }, moment(at(event.at))), ' ', shown)
}

export function build_timeline(code) {
  let called = code.name ?? 'Nameless'
  const title = element('h3', {}, `Timeline of ${called}`)
  const chart = element('div', { class: 'scroll chart', tabindex: '0', role: 'region', 'aria-label': `Timeline of ${called}, scrolls` })
  const note = element('p', { class: 'hint' })
  const legend = element('p', { class: 'row' })
  const list = element('ol', { class: 'told' })
  const shades = element('ul', { class: 'shades' })
  const problem = element('p', { class: 'problem', role: 'alert' })
  const place = element('section', { class: 'timeline-side', 'aria-label': `Timeline of ${called}` }, title, problem, chart, legend, shades, note,
    element('details', {}, element('summary', {}, 'As a list'),
      element('div', { class: 'scroll told-room', tabindex: '0', role: 'region', 'aria-label': `What happened to ${called}` }, list)))
  let events = []
  let drawing = false

  function show() {
    drawing = false
    const story = story_of(events)
    const now = Math.max(world.running_now, story.begin)
    const statuses = story.status.map((span) => `${span.word} from ${moment(span.from)}`).join(', ')
    const stays_right = chart.scrollLeft + chart.clientWidth >= chart.scrollWidth - 4
    chart.replaceChildren(...draw(story, now, `${called}: ${statuses}`))
    if (stays_right) chart.scrollLeft = chart.scrollWidth
    legend.replaceChildren(...[...new Set(story.status.map((span) => span.word))].map((word) =>
      element('span', { class: 'status', 'data-status': word }, word)))
    shades.replaceChildren(...story.shades.map((span) => element('li', {}, `${span.word}, ${range_text(span, now)}`)))
    say(note, story.reads_hidden ? `${story.reads_hidden} earlier reads without news are left out.` : '')
    list.replaceChildren(...story.told.slice(-told_max).map(told_line))
  }
  function show_soon() {
    if (drawing) return
    drawing = true
    setTimeout(show, 120)
  }
  const concerns = (event) =>
    event.code ? event.access_code_id === code.access_code_id
      : event.device_id ? event.device_id === code.device_id
        : event.account ? event.account === code.account
          : event.provider ? event.provider === code.provider : event.what.startsWith('fault_')

  async function look() {
    try {
      const told = []
      for (;;) {
        const page = (await control(`trace?code=${code.access_code_id}&since=${told.at(-1)?.seq ?? 0}`)).events
        told.push(...page)
        if (page.length < 10_000 || told.length >= events_kept) break
      }
      const last = told.at(-1)?.seq ?? 0
      events = [...told, ...events.filter((event) => event.seq > last)]
      say(problem, '')
      show()
    } catch (refusal) {
      say(problem, refusal.message)
    }
  }
  function take(batch) {
    const mine = batch.filter(concerns)
    if (mine.length === 0) return
    events.push(...mine)
    if (events.length > events_kept) events = events.slice(-events_kept)
    show_soon()
  }
  function rename(name) {
    called = name ?? 'Nameless'
    say(title, `Timeline of ${called}`)
  }
  return { place, look, take, show: show_soon, rename, id: code.access_code_id }
}
