// Codes, devices and accounts in all their states, and every answer and event on the way against the published schemas.
import assert from 'node:assert/strict'
import http from 'node:http'
import { count, deviations, judge, judge_answer, seen, version } from './fits.js'

const world = JSON.parse(process.env.LOCKSTEP_WORLD)

async function call(path, body = {}, key = world.workspaces.ours.api_key) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const response = await fetch(world.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer = await response.json()
  assert.equal(response.status, 200, `${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`)
  judge_answer(answer)
  return answer
}

async function control(path, body, method = 'POST') {
  const response = await fetch(`${world.url}/lockstep/${path}`, { method, body: body && JSON.stringify(body) })
  const told = await response.json()
  assert.equal(response.status, 200, `${path}: ${JSON.stringify(told)}`)
  return told
}

// What was met in `status`, `errors`, `warnings` and `pending_mutations`.
const met = new Set()
async function look() {
  for (const { device_id } of [...(await call('/devices/list')).devices, ...(await call('/devices/unmanaged/list')).devices]) {
    for (const code of (await call('/access_codes/list', { device_id })).access_codes) {
      met.add(code.status)
      for (const issue of [...code.errors, ...code.warnings]) met.add(issue.error_code ?? issue.warning_code)
      for (const { mutation_code } of code.pending_mutations) met.add(mutation_code)
    }
    await call('/access_codes/unmanaged/list', { device_id })
    await call('/action_attempts/list', { device_id })
  }
  await call('/connected_accounts/list')
}
async function go(advance) {
  await look()
  await control('clock', { advance })
  await look()
}
const faults = (list) => control('faults', list, 'PUT')
async function after(hours) {
  return new Date(Date.parse((await control('clock', undefined, 'GET')).now) + hours * 3600e3).toISOString()
}
const devices = (await call('/devices/list')).devices
const id_of = (name) => devices.find(({ display_name }) => display_name === name).device_id
const [front, back, cellar] = ['front', 'back', 'cellar'].map(id_of)
async function create(device_id, fields = {}) {
  return (await call('/access_codes/create', { device_id, ...fields })).access_code.access_code_id
}
const remove = (access_code_id) => call('/access_codes/delete', { access_code_id })

async function fromBeginningToEnd() {
  for (const { device_id } of devices) {
    const stay = { name: 'Stay', starts_at: await after(100), ends_at: await after(150) }
    const [ongoing, later] = [await create(device_id, { name: 'Ada', code: '471362' }), await create(device_id, stay)]
    await go('1m')
    await call('/access_codes/update', { access_code_id: ongoing, name: 'Ada L', code: '592613' })
    await call('/access_codes/update', { access_code_id: later, starts_at: await after(1), ends_at: await after(3) })
    for (const step of ['1m', '30m', '30m', '2h', '1m']) await go(step)
    await call('/access_codes/get_timeline', { access_code_id: ongoing })
    await remove(ongoing)
    await go('1m')
  }
}

async function strangers() {
  const add = async (code) =>
    (await call('/access_codes/simulate/create_unmanaged_access_code', { device_id: front, name: 'Eve', code })).access_code
  const taken = await add('727272')
  const gone = await add('737373')
  const rival = await create(front, { code: '727272' })
  await go('1m')
  await remove(rival)
  await call('/access_codes/unmanaged/convert_to_managed', { access_code_id: gone.access_code_id })
  await control('devices/front/edit', { pin: '737373', erase: true })
  await go('1m')
  await call('/access_codes/unmanaged/convert_to_managed', { access_code_id: taken.access_code_id })
  await go('1m')
  await remove(taken.access_code_id)
}

async function editedOutside() {
  for (const [flag, pin] of [[false, '838383'], [true, '848484']]) {
    const code = await create(front, { code: pin, is_external_modification_allowed: flag, name: 'Edited' })
    await go('1m')
    await faults(flag ? [] : [{ op: 'write', do: { reply: 503 } }])
    await control('devices/front/edit', { pin, to: { pin: '959595' } })
    await go('16m')
    await control('devices/front/edit', { pin: '959595', erase: true })
    await go('16m')
    await faults([])
    await go('2m')
    await remove(code)
  }
}

async function trouble() {
  const kept = await create(front)
  await go('1m')
  await faults([{ op: 'write', do: { reply: 503 } }])
  const failing = await create(front)
  await go('5m')
  await faults([{ op: 'remove', do: { reply: 500 } }])
  await remove(kept)
  await go('5m')
  await faults([{ op: 'write', do: { slots_full: true } }])
  const full = await create(back)
  await go('2m')
  await faults([])
  await control('devices/front/link', { online: false })
  await call('/locks/unlock_door', { device_id: front })
  await go('2m')
  await call('/devices/simulate/connect', { device_id: front })
  await call('/devices/simulate/disconnect_from_hub', { device_id: back })
  await create(back)
  await go('2m')
  await call('/devices/simulate/connect_to_hub', { device_id: back })
  await remove(full)
  for (const is_expired of [true, false]) {
    await call('/devices/simulate/paid_subscription', { device_id: front, is_expired })
    await go('1m')
  }
  await remove(failing)
  await go('1m')
}

async function doors() {
  await create(front, { code: '616161' })
  await go('1m')
  for (const code of ['616161', '999888']) await call('/locks/simulate/keypad_code_entry', { device_id: front, code })
  await call('/locks/simulate/manual_lock_via_keypad', { device_id: front })
  for (const order of ['unlock_door', 'lock_door']) {
    await call(`/locks/${order}`, { device_id: front })
    await go('30s')
  }
  await call('/locks/configure_auto_lock', { device_id: front, auto_lock_enabled: true, auto_lock_delay_seconds: 30 })
  await go('30s')
  for (const path of ['/locks/list', '/devices/list_device_providers']) await call(path)
  for (const path of ['/locks/get', '/devices/get']) await call(path, { device_id: front })
}

async function kinds() {
  const ends_at = await after(30)
  const pair = { device_ids: [front, back], name: 'Pair', starts_at: await after(0), ends_at }
  await call('/access_codes/create_multiple', pair)
  const primary = await create(back, { starts_at: await after(0), ends_at, use_backup_access_code_pool: true })
  await go('5m')
  await call('/access_codes/pull_backup_access_code', { access_code_id: primary })
  await create(cellar, { is_offline_access_code: true, starts_at: await after(1), ends_at: await after(49) })
  await create(cellar, { is_offline_access_code: true, is_one_time_use: true })
  await go('2h')
}

async function accounts() {
  const { connected_account_id } = devices.find(({ device_id }) => device_id === front)
  await call('/connected_accounts/update', { connected_account_id, custom_metadata: { a: 'b', c: true }, customer_key: 'c' })
  await call('/devices/update', { device_id: front, name: 'Nick', custom_metadata: { room: '12' } })
  await call('/connected_accounts/simulate/disconnect', { connected_account_id })
  await call('/connect_webviews/create', { accepted_providers: ['august'] })
  await go('2m')
  await call('/connected_accounts/simulate/reconnect', { connected_account_id })
  await go('2m')
  await call('/devices/update', { device_id: back, is_managed: false })
  await call('/devices/simulate/disconnect', { device_id: back })
  await go('1m')
  await call('/devices/simulate/connect', { device_id: back })
  await call('/devices/unmanaged/update', { device_id: back, is_managed: true })
  await go('1m')
}

async function people() {
  const webview = await call('/connect_webviews/create', { custom_redirect_url: 'https://app.example/', custom_metadata: { a: 'b' } })
  await call('/connect_webviews/create', { accepted_providers: ['nobody'] })
  await call('/connect_webviews/list')
  const { connect_webview_id, connected_account_id } = webview.connect_webview
  const grant = { connect_webview_ids: [connect_webview_id], connected_account_ids: [connected_account_id] }
  const { client_session } = await call('/client_sessions/create', { user_identifier_key: 'ada', ...grant })
  await call('/client_sessions/list')
  await call('/client_sessions/delete', { client_session_id: client_session.client_session_id })
  await call('/workspaces/update', { connect_webview_customization: { primary_button_color: '#232426' } })
  await call('/workspaces/list')
  await call('/workspaces/create', { name: 'other', company_name: 'Other' }, world.access_token)
}

async function ends() {
  await create(back)
  await call('/devices/simulate/remove', { device_id: back })
  await go('1m')
  await call('/devices/delete', { device_id: back })
  const { connected_account_id } = devices.find(({ device_id }) => device_id === cellar)
  await call('/connected_accounts/delete', { connected_account_id })
  const { events } = await call('/events/list', { since: '2030-01-01T00:00:00Z', limit: 100000 })
  await call('/workspaces/reset_sandbox')
  return events.length
}

const expected = {
  codes: `unset setting set removing unknown creating deferring_creation deleting updating_code updating_time_frame
    failed_to_set_on_device failed_to_remove_from_device delay_in_setting_on_device delay_in_removing_from_device
    duplicate_code_on_device no_space_for_access_code_on_device conflicting_external_modification being_deleted
    external_modification_in_effect using_backup_access_code igloo_algopin_must_be_used_within_24_hours
    device_disconnected hub_disconnected device_removed account_disconnected subscription_required`,
  events: `access_code.created access_code.changed access_code.name_changed access_code.code_changed
    access_code.time_frame_changed access_code.mutations_requested access_code.scheduled_on_device
    access_code.set_on_device access_code.removed_from_device access_code.deleted access_code.modified_external_to_seam
    access_code.delay_in_setting_on_device access_code.delay_in_removing_from_device access_code.failed_to_set_on_device
    access_code.failed_to_remove_from_device access_code.deleted_external_to_seam access_code.unmanaged.created
    access_code.unmanaged.removed access_code.unmanaged.converted_to_managed access_code.backup_access_code_pulled
    access_code.unmanaged.failed_to_convert_to_managed device.connected device.disconnected device.removed device.deleted
    device.name_changed device.converted_to_unmanaged device.unmanaged.converted_to_managed device.unmanaged.connected
    device.unmanaged.disconnected device.error.subscription_required device.error.subscription_required.resolved
    connected_account.connected connected_account.disconnected connected_account.deleted lock.locked lock.unlocked
    connected_account.completed_first_sync_after_reconnection lock.access_denied action_attempt.lock_door.succeeded
    action_attempt.unlock_door.succeeded action_attempt.unlock_door.failed client_session.deleted
    connect_webview.login_succeeded connect_webview.login_failed action_attempt.simulate_keypad_code_entry.succeeded
    action_attempt.simulate_manual_lock_via_keypad.succeeded`,
}
const words = (text) => text.split(/\s+/)

let delivered = 0
const subscriber = http.createServer(async (request, response) => {
  let body = ''
  for await (const piece of request) body += piece
  judge('seam_event', JSON.parse(body))
  ++delivered
  response.end()
})
await new Promise((listening) => subscriber.listen(0, '127.0.0.1', listening))
await call('/webhooks/create', { url: `http://127.0.0.1:${subscriber.address().port}/` })
await call('/webhooks/list')
for (const life of [fromBeginningToEnd, strangers, editedOutside, trouble, doors, kinds, accounts, people]) await life()
const listed = await ends()
subscriber.close()

assert.deepEqual([...deviations.values()], [], `types ${version}`)
assert.deepEqual(words(expected.codes).filter((word) => !met.has(word)), [], 'never met with a code')
assert.deepEqual(words(expected.events).filter((type) => !seen.has(`seam_event(${type})`)), [], 'never sent')
assert(delivered > listed / 2, `${delivered} of ${listed} events were delivered`)
console.log(`types ${version}: ${count()} resources fit, ${delivered} of ${listed} events delivered`)
