// Whether answers are what the published types of the API say: every resource in an answer, and every event, against
// the schemas of the package `@seamapi/types` that the SDK beside this file brings along.
import { readFileSync } from 'node:fs'

const types = './node_modules/@seamapi/types'
export const { version } = JSON.parse(readFileSync(`${types}/package.json`, 'utf8'))
const schemas = await import(`${types}/lib/seam/connect/schemas.js`)
const newest = '1.977.0'

const of_code = ({ is_managed }) => (is_managed ? 'access_code' : 'unmanaged_access_code')
const of_device = ({ is_managed }) => (is_managed ? 'device' : 'unmanaged_device')
const kinds = {
  access_code: of_code, backup_access_code: of_code, device: of_device, lock: of_device,
  event: () => 'seam_event', action_attempt: () => 'action_attempt', connected_account: () => 'connected_account',
  webhook: () => 'webhook', client_session: () => 'client_session', connect_webview: () => 'connect_webview',
  workspace: () => 'workspace', device_provider: () => 'device_provider', pagination: () => 'pagination',
}

// What is meant to be otherwise.
const deliberate = [
  // Keypads of `open` are of no maker's, and accounts are called as the world calls their providers.
  ['device.device_type', 'lockstep_lock'], ['unmanaged_device.device_type', 'lockstep_lock'],
  ['device_provider.device_provider_name', 'open'],
  // Once wanted, and not to be had: who reconnects an account needs no webview.
  ['seam_event(connected_account.connected).connect_webview_id', undefined],
]

// Words that came later are no fault in the eyes of an older generation.
const later_words = new Set(['invalid_union_discriminator', 'invalid_enum_value'])

const judged = new Set()
export const deviations = new Map()
export const seen = new Set()

function at(value, path) {
  return path.reduce((held, key) => held?.[key], value)
}

function blame(name, issue, value) {
  const got = at(value, issue.path)
  const place = [name, ...issue.path.map((step) => (typeof step === 'number' ? '#' : step))].join('.')
  if (deliberate.some(([where, what]) => where === place && what === got)) return
  if (version !== newest && later_words.has(issue.code)) return
  const message = issue.message.slice(0, 100)
  if (!deviations.has(place)) deviations.set(place, `${place}: ${message}, got ${JSON.stringify(got)}`)
}

function schema_of(kind, value, name) {
  if (kind !== 'action_attempt') return schemas[kind]
  const variant = schemas[kind].options.find(
    ({ shape }) => shape.action_type.safeParse(value.action_type).success && shape.status.safeParse(value.status).success
  )
  if (!variant) blame(name, { path: [], code: 'invalid_enum_value', message: 'no variant of this type and status' }, value)
  return variant
}

export function judge(kind, value) {
  const text = kind + JSON.stringify(value)
  if (judged.has(text)) return
  judged.add(text)
  const which = kind === 'seam_event' ? value.event_type : kind === 'action_attempt' ? `${value.action_type} ${value.status}` : ''
  const name = which ? `${kind}(${which})` : kind
  seen.add(name)
  const schema = schema_of(kind, value, name)
  if (!schema && version === newest) blame(name, { path: [], message: 'no schema' }, value)
  const result = schema?.safeParse(value)
  for (const issue of result?.error?.issues ?? []) blame(name, issue, value)
  if (value.result?.access_code) judge('access_code', value.result.access_code)
}

// All resources in an answer, by the names of its members. A timeline has pages of its own kind.
export function judge_answer(answer) {
  for (const [member, held] of Object.entries(answer)) {
    const kind = kinds[member] ?? kinds[member.replace(/s$/, '')]
    if (!kind || answer.timeline_events) continue
    for (const value of Array.isArray(held) ? held : [held]) judge(kind(value), value)
  }
}
export const count = () => judged.size
