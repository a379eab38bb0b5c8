// @smartthings/core-sdk: list, set a code, read it back, delete it; its own refresh of an expired token; its errors.
const { SmartThingsClient, BearerTokenAuthenticator, RefreshTokenAuthenticator } = require('@smartthings/core-sdk')
const { assert, world, control, main } = require('./world')

const base = world.vendors.smartthings
const urlProvider = { baseURL: base, authURL: `${base}/oauth/token`, keyApiURL: `${base}/key` }
const command = (name, ...args) => ({ capability: 'lockCodes', command: name, arguments: args })

main(async () => {
  const client = new SmartThingsClient(new BearerTokenAuthenticator('a token of my own'), { urlProvider })
  const devices = await client.devices.list({ capability: 'lockCodes' })
  assert.deepEqual(devices.map((device) => device.label).sort(), ['smartthings-back', 'smartthings-front'])
  const id = devices.find((device) => device.label === 'smartthings-front').deviceId
  assert.equal((await client.devices.get(id)).deviceId, id)
  assert.equal((await client.devices.getHealth(id)).state, 'ONLINE')

  // From the home to its locks.
  const [location] = await client.locations.list()
  const home = await client.locations.get(location.locationId)
  assert.equal(home.name, location.name)
  const [room] = await client.rooms.list(location.locationId)
  assert.equal((await client.rooms.get(room.roomId, location.locationId)).name, room.name)
  assert.equal((await client.rooms.listDevices(room.roomId, location.locationId)).length, 2)
  assert.equal((await client.modes.getCurrent(location.locationId)).label, 'Home')
  assert.deepEqual(await client.scenes.list({ locationId: [location.locationId] }), [])
  const [app] = await client.installedApps.list({ locationId: location.locationId })
  assert.equal((await client.installedApps.get(app.installedAppId)).displayName, app.displayName)
  assert.equal((await client.installedApps.tokenInfo()).installedAppId, app.installedAppId)
  assert.equal((await client.capabilities.get('lockCodes', 1)).commands.setCode.arguments.length, 3)
  const either = { capability: ['lockCodes', 'colorControl'], capabilitiesMode: 'or', includeStatus: true }
  assert.equal((await client.devices.list(either)).length, 2)

  const codes = async () => {
    const status = await client.devices.getCapabilityStatus(id, 'main', 'lockCodes')
    return JSON.parse(status.lockCodes.value)
  }
  const opens = async () => (await control('devices/smartthings-front/press', { pin: '4711' })).opens
  assert.deepEqual(await codes(), {})
  await client.devices.executeCommand(id, command('setCode', 3, '4711', 'Ada'))
  assert.deepEqual(await codes(), {}, 'accepted proves nothing')
  assert.equal(await opens(), false)
  await control('clock', { advance: '30s' })
  assert.deepEqual(await codes(), { 3: 'Ada' })
  assert.equal(await opens(), true)
  await client.devices.executeCommand(id, command('deleteCode', 3))
  await control('clock', { advance: '30s' })
  assert.deepEqual(await codes(), {})
  assert.equal(await opens(), false)

  await assert.rejects(client.devices.get('no-such-device'), (error) => error.response.status === 404)
  await control('clock', { advance: '2m' })
  let limited
  for (let request = 0; request < 13 && !limited; ++request)
    await client.devices.getStatus(id).catch((error) => (limited = { request, error }))
  assert.equal(limited.request, 12, 'twelve a minute and device')
  assert.equal(limited.error.response.status, 429)
  assert.equal(limited.error.response.headers['x-ratelimit-remaining'], '0')

  // A token of the vendor's own that is not good is refreshed once, and the call repeated.
  const login = world.logins.smartthings
  const refreshed = []
  const store = {
    getRefreshData: async () => ({
      refreshToken: login.refresh_token,
      clientId: login.client_id,
      clientSecret: login.client_secret
    }),
    putAuthData: async (pair) => refreshed.push(pair)
  }
  const stale = login.access_token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  const renewing = new SmartThingsClient(new RefreshTokenAuthenticator(stale, store), { urlProvider })
  assert.equal((await renewing.devices.list({ capability: 'lockCodes' })).length, 2)
  assert.equal(refreshed.length, 1)
  assert.notEqual(refreshed[0].refreshToken, login.refresh_token, 'refresh tokens are for single use')
})
