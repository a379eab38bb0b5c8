// The official SDK, of whatever version stands beside this file, does with a served world what apps do.
import assert from 'node:assert/strict'
import * as sdk from 'seam'

const world = JSON.parse(process.env.LOCKSTEP_WORLD)
const { SeamHttp, isSeamHttpApiError, isSeamHttpUnauthorizedError, isSeamHttpInvalidInputError } = sdk
const to = { endpoint: world.url, waitForActionAttempt: false }
const seam = SeamHttp.fromApiKey(world.workspaces.ours.api_key, to)
const strangers = SeamHttp.fromApiKey(world.workspaces.theirs.api_key, to)

async function control(path, body) {
  const response = await fetch(`${world.url}/lockstep/${path}`, { method: 'POST', body: JSON.stringify(body) })
  const told = await response.json()
  assert.equal(response.status, 200, JSON.stringify(told))
  return told
}

async function refused(work, status, code) {
  const error = await work().then(
    (answer) => assert.fail(`was not refused: ${JSON.stringify(answer)}`),
    (caught) => caught
  )
  assert(isSeamHttpApiError(error), `not typed: ${error}`)
  assert.equal(error.statusCode, status, error.message)
  assert.equal(error.code, code)
  assert.match(error.requestId, /^[0-9a-f-]{36}$/)
  return error
}

const status = async (access_code_id) => (await seam.accessCodes.get({ access_code_id })).status

async function lifeCycle() {
  const [device] = (await seam.devices.list()).filter(({ display_name }) => display_name === 'front')
  const made = await seam.accessCodes.create({ device_id: device.device_id, name: 'Ada', code: '482913' })
  assert.equal(made.code, '482913')
  assert.equal(await status(made.access_code_id), 'setting')
  await control('clock', { until: 'idle' })
  assert.equal(await status(made.access_code_id), 'set')
  assert.equal((await control('devices/front/press', { pin: '482913' })).opens, true)

  await seam.accessCodes.update({ access_code_id: made.access_code_id, code: '592613' })
  await control('clock', { until: 'idle' })
  assert.equal((await control('devices/front/press', { pin: '592613' })).opens, true)
  assert.equal((await control('devices/front/press', { pin: '482913' })).opens, false)

  const stay = await seam.accessCodes.create({
    device_id: device.device_id,
    starts_at: new Date('2030-01-02T15:00:00Z').toISOString(),
    ends_at: '2030-01-03T11:00:00Z',
  })
  assert.equal(stay.type, 'time_bound')
  assert.equal(await status(stay.access_code_id), 'unset')
  await control('clock', { to: '2030-01-02T16:00:00Z' })
  assert.equal(await status(stay.access_code_id), 'set')
  await control('clock', { to: '2030-01-03T12:00:00Z' })
  await refused(() => status(stay.access_code_id), 404, 'access_code_not_found')

  await seam.accessCodes.delete({ access_code_id: made.access_code_id })
  await control('clock', { until: 'idle' })
  await refused(() => status(made.access_code_id), 404, 'access_code_not_found')
}

async function errors() {
  const [device] = await seam.devices.list()
  const given = { device_id: device.device_id, code: '135790' }
  await seam.accessCodes.create(given)
  await refused(() => seam.accessCodes.create(given), 409, 'duplicate_access_code')
  const invalid = await refused(() => seam.accessCodes.create({ ...given, code: 'x' }), 400, 'invalid_input')
  assert(isSeamHttpInvalidInputError(invalid))
  if (invalid.getValidationErrorMessages) assert.equal(invalid.getValidationErrorMessages('code').length, 1)
  const wrong = SeamHttp.fromApiKey('seam_test_wrong', to)
  assert(isSeamHttpUnauthorizedError(await refused(() => wrong.devices.list(), 401, 'unauthorized')))
}

async function isolation() {
  const [device] = await seam.devices.list()
  const names = (await strangers.devices.list()).map(({ display_name }) => display_name)
  assert.deepEqual(names, ['elsewhere'])
  await refused(() => strangers.devices.get({ device_id: device.device_id }), 404, 'device_not_found')
  await refused(() => strangers.accessCodes.create({ device_id: device.device_id }), 404, 'device_not_found')
  const { workspace_id } = await seam.workspaces.get()
  assert.equal(workspace_id, world.workspaces.ours.workspace_id)
}

async function sessions() {
  const { publishable_key } = world.workspaces.ours
  const begin = () => SeamHttp.fromPublishableKey(publishable_key, 'ada', to)
  const ada = await begin()
  assert.deepEqual(await ada.devices.list(), [])
  const accounts = await seam.connectedAccounts.list()
  await seam.clientSessions.grantAccess({
    user_identifier_key: 'ada',
    connected_account_ids: accounts.map(({ connected_account_id }) => connected_account_id),
  })
  assert.equal((await ada.devices.list()).length, 2)

  const session = await seam.clientSessions.create({ user_identifier_key: 'bob' })
  const bob = SeamHttp.fromClientSessionToken(session.token, to)
  assert.deepEqual(await bob.devices.list(), [])
  const webview = await bob.connectWebviews.create({})
  assert.equal(webview.status, 'authorized')
  assert.equal((await bob.devices.list()).length, 2)
  const { client_session_id } = session
  await seam.clientSessions.revoke({ client_session_id })
  assert(isSeamHttpUnauthorizedError(await bob.devices.list().catch((error) => error)))
  await seam.clientSessions.delete({ client_session_id })
}

async function people() {
  if (!SeamHttp.fromPersonalAccessToken) return 'no personal access tokens'
  const ada = SeamHttp.fromPersonalAccessToken(world.access_token, world.workspaces.theirs.workspace_id, to)
  assert.equal((await ada.devices.list()).length, 1)
  const Many = sdk.SeamHttpWithoutWorkspace ?? sdk.SeamHttpMultiWorkspace
  if (!Many) return 'no client without a workspace'
  const everywhere = Many.fromPersonalAccessToken(world.access_token, to)
  assert.equal((await everywhere.workspaces.list()).length, 2)
  const made = await everywhere.workspaces.create({ name: 'third', company_name: 'Third' })
  assert.equal(made.name, 'third')
}

async function pages() {
  if (!seam.createPaginator) return 'no paginator'
  const paginator = seam.createPaginator(seam.devices.list({ limit: 1 }))
  const all = await paginator.flattenToArray()
  assert.deepEqual(all.map(({ display_name }) => display_name).sort(), ['back', 'front'])
  const [, pagination] = await paginator.firstPage()
  assert.equal(pagination.hasNextPage, true)
}

async function attempts() {
  const waiting = { waitForActionAttempt: { timeout: 3000, pollingInterval: 20 } }
  const done = await strangers.workspaces.resetSandbox({}, waiting)
  assert.equal((done ?? { status: 'success' }).status, 'success')
}

// Every method that this version has for what is served here, or what keeps it from being called.
function* methods_of(resource, name) {
  const described = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(resource))
  for (const [member, { get, value }] of Object.entries(described)) {
    if (['constructor', 'createPaginator', 'updateClientSessionToken', 'client', 'defaults'].includes(member)) continue
    if (typeof value === 'function') yield [`${name}.${member}`, async (given) => resource[member](given)]
    if (!get) continue
    let inner
    try {
      inner = resource[member]
    } catch (error) {
      if (!/undocumented/.test(error.message)) throw error
    }
    if (inner && typeof inner === 'object') yield* methods_of(inner, `${name}.${member}`)
  }
}

// Of things that do not exist. Newer versions look by themselves for what is required: it is made up then.
async function asked_at_random(method) {
  const nothing = world.workspaces.ours.workspace_id
  const given = { name: 'whatever' }
  for (const thing of ['access_code', 'client_session', 'connected_account', 'device', 'event']) given[`${thing}_id`] = nothing
  const error = await method(given).catch((caught) => caught)
  const required = /^Required parameters missing for .*: (.*)$/.exec(error?.message)?.[1].split(', ')
  if (!required) return error
  const made_up = (key) => (key.endsWith('_ids') ? [nothing] : key.endsWith('_id') ? nothing : 'whatever')
  for (const key of required) given[key] ??= made_up(key)
  return method(given).catch((caught) => caught)
}

// Whatever it is asked for, each is answered or refused for good reasons.
async function methods() {
  const groups = ['accessCodes', 'actionAttempts', 'clientSessions', 'connectWebviews', 'connectedAccounts', 'devices',
    'events', 'locks', 'webhooks', 'workspaces'].filter((group) => seam[group])
  const all = groups.flatMap((group) => [...methods_of(seam[group], group)])
  assert(all.length > 50, `only ${all.length} methods`)
  for (const [name, method] of all) {
    const error = await asked_at_random(method)
    if (!(error instanceof Error) || /undocumented/.test(error.message)) continue
    assert(isSeamHttpApiError(error), `${name}: ${error}`)
    const { statusCode, code } = error
    assert([400, 401, 404].includes(statusCode) && code !== 'not_found', `${name}: ${statusCode} ${code}`)
  }
}

const steps = { lifeCycle, errors, isolation, sessions, people, pages, attempts, methods }
for (const [name, step] of Object.entries(steps)) {
  try {
    const left_out = await step()
    console.log(left_out ? `${name}: left out, ${left_out}` : name)
  } catch (error) {
    console.error(`${name} failed:`, error)
    process.exit(1)
  }
}
