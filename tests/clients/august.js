// august-api: login with validation, locks, status, unlock and lock. It prints what it cannot do instead of failing.
require('./hosts')
const August = require('august-api')
const { assert, world, main } = require('./world')

const login = world.logins.august

// What the client printed as errors while it did that.
async function complaints(work) {
  const real = console.error
  const heard = []
  console.error = (error) => heard.push(String(error))
  try {
    await work()
  } finally {
    console.error = real
  }
  return heard
}

main(async () => {
  const august = new August({ installId: 'a-new-phone', augustId: login.identifier, password: login.password })
  const refused = await complaints(() => august.locks())
  assert.equal(refused.length, 1, 'an installation that was not validated sees nothing')

  assert.equal(await august.authorize(), true)
  assert.match((await complaints(() => august.validate('000000')))[0], /400/)
  assert.deepEqual(await complaints(() => august.validate(login.validation_code)), [])
  august.end()

  const locks = await august.locks()
  assert.deepEqual(Object.values(locks).map((lock) => lock.LockName).sort(), ['august-back', 'august-front'])
  const [id] = Object.entries(locks).find(([, lock]) => lock.LockName === 'august-front')
  const locked = async () => (await august.status(id)).state.locked
  assert.equal(await locked(), true)
  assert.equal((await august.unlock(id)).state.unlocked, true)
  assert.equal(await locked(), false)
  assert.equal((await august.lock(id)).state.locked, true)
  assert.equal(await locked(), true)
  assert.equal((await august.details(id)).LockID, id)

  const stranger = new August({ installId: 'x', augustId: login.identifier, password: 'wrong' })
  await assert.rejects(stranger.locks(), /Session not started/)
})
