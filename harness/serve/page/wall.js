// The wall of keypads, by provider: how each stands, found by a filter, a few at first however many there are.
import { element, say, switched, toggle } from './dom.js'
import { control } from './server.js'
import { world } from './world.js'

const shown_at_first = 24
const shown_more = 120

const mark = (on) => (on ? 'online' : 'offline')

function facts_of(device) {
  return {
    link: mark(device.online),
    slots: `${device.slots.length} of ${device.slots_max} slots`,
    battery: `battery ${device.battery} %`,
    clock: device.clock.skew === '0s' ? 'clock right' : device.clock.skew.startsWith('-') ? `clock ${device.clock.skew.slice(1)} behind` : `clock ${device.clock.skew} ahead`
  }
}

function build_card(name, choose) {
  const parts = {
    link: element('span', { class: 'fact link-fact' }),
    slots: element('span', { class: 'fact' }),
    battery: element('span', { class: 'fact' }),
    clock: element('span', { class: 'fact' }),
    meter: element('meter', { min: 0, 'aria-hidden': 'true' })
  }
  const card = element('button', { type: 'button', class: 'card', 'data-device': name, onclick: () => choose(name) },
    element('span', { class: 'name' }, name), parts.link, parts.slots, parts.meter, parts.battery, parts.clock)
  return {
    card,
    show(device, chosen) {
      const facts = facts_of(device)
      for (const [part, text] of Object.entries(facts)) say(parts[part], text)
      parts.meter.max = device.slots_max
      parts.meter.value = device.slots.length
      card.dataset.online = String(device.online)
      card.setAttribute('aria-pressed', String(chosen))
    }
  }
}

function build_group(provider, choose) {
  const grid = element('div', { class: 'cards' })
  const more = element('button', { type: 'button', class: 'more' })
  const count = element('span', { class: 'count' })
  const switches = element('div', { class: 'row' })
  const problem = element('p', { class: 'problem', role: 'alert' })
  const place = element('section', { class: 'group' },
    element('h2', { id: `vendor-${provider.name}` }, provider.name, ' ', count), switches, problem, grid, more)
  place.setAttribute('aria-labelledby', `vendor-${provider.name}`)
  const cards = new Map()
  let limit = shown_at_first
  let last = { names: [], chosen: null }
  more.addEventListener('click', () => {
    const first_new = limit
    limit += shown_more
    show(last.names, last.chosen)
    grid.children[first_new]?.focus()
  })

  const act = (path, body) => control(path, body).then(() => say(problem, ''), (refusal) => say(problem, refusal.message))
  const outage = toggle(`Outage of ${provider.name}`, false, (on) =>
    act(`providers/${encodeURIComponent(provider.name)}`, { outage: on }).then(() => world.look_at_vendors()))
  const accounts = new Map()
  switches.append(outage)

  function show_vendor() {
    const now = world.providers.find((one) => one.name === provider.name)
    if (!now) return
    switched(outage, now.outage)
    place.dataset.outage = String(now.outage)
    for (const account of world.accounts.filter((one) => one.provider === provider.name)) {
      if (!accounts.has(account.name)) {
        const made = toggle(`Account ${account.name} connected`, true, (on) =>
          act(`accounts/${encodeURIComponent(account.name)}`, { connected: on }).then(() => world.look_at_vendors()))
        accounts.set(account.name, made)
        switches.append(made)
      }
      switched(accounts.get(account.name), account.connected)
    }
  }

  function show(names, chosen) {
    last = { names, chosen }
    place.hidden = names.length === 0
    const wanted = names.slice(0, limit).map((name) => {
      if (!cards.has(name)) cards.set(name, build_card(name, choose))
      cards.get(name).show(world.devices.get(name), name === chosen)
      return cards.get(name).card
    })
    if (wanted.length !== grid.children.length || wanted.some((card, index) => grid.children[index] !== card)) grid.replaceChildren(...wanted)
    say(count, names.length === 1 ? '1 keypad' : `${names.length} keypads`)
    more.hidden = names.length <= limit
    say(more, `Show ${Math.min(shown_more, names.length - limit)} more of ${names.length}`)
  }
  function refresh(name, chosen) {
    cards.get(name)?.show(world.devices.get(name), name === chosen)
  }
  return { place, show, show_vendor, refresh }
}

export function build_wall(place, choose) {
  let chosen = null
  let groups = new Map()
  const filter = element('input', { type: 'search', id: 'filter', placeholder: 'Name, vendor or account', autocomplete: 'off' })
  const troubled = element('input', { type: 'checkbox', id: 'troubled' })
  const none = element('p', { class: 'hint', hidden: true }, 'No keypad is called so.')
  const list = element('div', {})
  place.append(
    element('div', { class: 'row filter' }, element('label', { for: 'filter' }, 'Find'), filter,
      element('label', {}, troubled, ' offline only')),
    none, list)

  function show() {
    const word = filter.value.trim().toLowerCase()
    const by_provider = new Map(world.providers.map((provider) => [provider.name, []]))
    for (const device of world.devices.values()) {
      if (troubled.checked && device.online) continue
      const text = `${device.name} ${device.provider} ${device.vendor} ${device.account} ${device.vendor_id}`.toLowerCase()
      if (text.includes(word)) by_provider.get(device.provider)?.push(device.name)
    }
    let any = false
    for (const [name, names] of by_provider) {
      groups.get(name)?.show(names, chosen)
      any ||= names.length > 0
    }
    none.hidden = any
  }
  function build() {
    groups = new Map(world.providers.map((provider) => [provider.name, build_group(provider, choose)]))
    list.replaceChildren(...[...groups.values()].map((group) => group.place))
    for (const group of groups.values()) group.show_vendor()
    show()
  }

  filter.addEventListener('input', show)
  troubled.addEventListener('change', show)
  world.addEventListener('began', build)
  world.addEventListener('vendors', () => groups.forEach((group) => group.show_vendor()))
  world.addEventListener('devices', ({ detail: names }) => {
    if (names === null || troubled.checked) return show()
    for (const name of names) groups.get(world.devices.get(name).provider)?.refresh(name, chosen)
  })
  return {
    choose(name) {
      const before = chosen
      chosen = name
      for (const one of [before, name])
        if (one && world.devices.has(one)) groups.get(world.devices.get(one).provider)?.refresh(one, chosen)
    }
  }
}
