// Elements made from values. Whatever comes from the world is text, never markup.

const svg_space = 'http://www.w3.org/2000/svg'

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (name === 'value') made.value = value
    else made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return made
}

export const element = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children)
export const shape = (tag, attributes, ...children) => fill(document.createElementNS(svg_space, tag), attributes, children)

// Changes only what differs, so that focus and screen readers are left alone.
export function say(target, text) {
  if (target.textContent !== text) target.textContent = text
}

// A switch that looks like one, and is a button for whoever cannot see it.
export function toggle(label, on, change, attributes) {
  const made = element('button', { type: 'button', role: 'switch', class: 'switch', 'aria-checked': String(on), ...attributes }, label)
  made.addEventListener('click', () => change(made.getAttribute('aria-checked') !== 'true'))
  return made
}

export const switched = (target, on) => target.setAttribute('aria-checked', String(on))

// What is said aloud to whoever does not look; said twice when it happens twice.
export function announce(text) {
  const region = document.getElementById('said')
  region.textContent = region.textContent === text ? `${text}\u00a0` : text
}
