// What goes wrong on purpose: standing faults as switches, a rule of one's own, and the world begun anew.
import { announce, element, say, switched, toggle } from './dom.js'
import { control } from './server.js'
import { world } from './world.js'

const presets = [
  ['Requests to write are lost', { op: 'write', do: { drop: 'request' } }],
  ['Answers to writes are lost', { op: 'write', do: { drop: 'response' } }],
  ['Vendors answer 503', { do: { reply: 503 } }],
  ['Vendors answer 429 for 30 s', { do: { reply: 429, retry_after: '30s' } }],
  ['Answers are 20 s late', { do: { latency: '20s' } }],
  ['Connections break', { do: { reset: true } }],
  ['Pushes are lost', { op: 'push', do: { drop: 'push' } }],
  ['Reads find nothing', { op: 'read', do: { poison: 'empty' } }],
  ['Locks have no free slot', { op: 'write', do: { slots_full: true } }]
]

// Without its count, and in one order of keys, so that equal rules are equal texts.
function text_of(rule) {
  const { fired: _, ...rest } = rule
  const sorted = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
    : value
  return JSON.stringify(sorted(rest))
}

export function build_trouble(place) {
  const problem = element('p', { class: 'problem', role: 'alert' })
  const scope = element('select', { id: 'scope' })
  const standing = element('ul', { class: 'standing' })
  const own = element('textarea', { id: 'own-rule', rows: 3, spellcheck: 'false' })
  own.value = '{ "op": "write", "nth": 1, "do": { "reply": 500, "commit": true } }'

  const in_scope = (rule) => (scope.value ? { ...rule, provider: scope.value } : rule)
  async function put(rules) {
    say(problem, '')
    try {
      world.faults = (await control('faults', rules.filter((rule) => !('from_file' in rule)).map(({ fired: _, ...rule }) => rule), 'PUT')).faults
      announce(rules.length === 0 ? 'No fault stands' : `${rules.length} faults stand`)
      show()
    } catch (refusal) {
      say(problem, refusal.message)
    }
  }
  const without = (rule) => world.faults.filter((one) => text_of(one) !== text_of(rule))
  const switches = presets.map(([label, rule]) => {
    const made = toggle(label, false, (on) => put(on ? [...world.faults, in_scope(rule)] : without(in_scope(rule))))
    return { made, rule }
  })
  const add = element('button', { type: 'button', onclick: () => {
    try {
      put([...world.faults, JSON.parse(own.value)])
    } catch {
      say(problem, 'The rule is no JSON.')
    }
  } }, 'Add the rule')

  const sure = element('dialog', { 'aria-labelledby': 'sure-title' })
  const seed = element('input', { type: 'number', min: 0, step: 1 })
  sure.append(element('form', { method: 'dialog' },
    element('h2', { id: 'sure-title' }, 'Begin anew?'), element('p', {}, 'Every code is forgotten; the clock goes back to the start.'),
    element('label', {}, 'Seed, if another one', seed),
    element('p', { class: 'row' }, element('button', { value: 'yes', class: 'strong' }, 'Begin anew'), element('button', { value: 'no' }, 'Leave it'))))
  sure.addEventListener('close', async () => {
    if (sure.returnValue !== 'yes') return
    try {
      await control('reset', seed.value ? { seed: Number(seed.value) } : {})
      location.reload()
    } catch (refusal) {
      say(problem, refusal.message)
    }
  })
  const anew = element('button', { type: 'button', onclick: () => {
    sure.returnValue = 'no'
    sure.showModal()
  } }, 'Begin the world anew')

  place.append(element('details', { open: true }, element('summary', {}, element('h2', {}, 'What goes wrong')),
    element('p', { class: 'row' }, element('label', { for: 'scope' }, 'At'), scope),
    element('div', { class: 'switches' }, switches.map(({ made }) => made)), problem, standing,
    element('details', {}, element('summary', {}, 'A rule of your own'), element('label', { for: 'own-rule' }, 'As JSON, in the words of a scenario’s faults'), own, add),
    element('p', { class: 'row' }, anew), sure))

  function show() {
    const held = new Set(world.faults.map(text_of))
    for (const { made, rule } of switches) switched(made, held.has(text_of(in_scope(rule))))
    standing.replaceChildren(...world.faults.map((rule, index) => {
      const text = 'from_file' in rule ? `rule ${rule.from_file} of the world’s file; it goes when anything is changed here` : text_of(rule)
      return element('li', {}, element('code', {}, text), element('span', {}, ` hit ${rule.fired ?? 0} times `),
        element('button', { type: 'button', 'aria-label': `Take fault ${index + 1} away`, onclick: () => put(world.faults.filter((_, place) => place !== index)) }, 'Take away'))
    }))
  }
  scope.addEventListener('change', show)
  world.addEventListener('began', () => {
    const before = scope.value
    scope.replaceChildren(element('option', { value: '' }, 'every vendor'), ...world.providers.map(({ name }) => element('option', { value: name }, name)))
    scope.value = world.providers.some(({ name }) => name === before) ? before : ''
    show()
  })
  world.addEventListener('vendors', show)
}
