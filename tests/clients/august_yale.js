// august-yale: two brands behind one host, told apart by who logs in; the session from before the validation goes on; and
// pushes, from whichever of its hosts the channel's client picks.
require('./hosts')
const { assert, world, main } = require('./world')

main(async () => {
  const { default: August } = await import('august-yale')
  for (const vendor of ['august', 'yale_access']) {
    const login = world.logins[vendor]
    const august = new August({ installId: 'a-new-phone', augustId: login.identifier, password: login.password })
    assert.equal(await august.authorize(), true)
    assert.equal(await august.validate(login.validation_code), true)
    const locks = await august.locks()
    const [id] = Object.entries(locks).find(([, lock]) => lock.LockName === `${vendor}-front`)

    let heard
    const unsubscribe = await august.subscribe(id, (message) => (heard ??= message))
    // The channel's first poll only finds its place: what happens before is not heard.
    while (!heard) await august.unlock(id)
    assert.equal(heard.lockId, id)
    assert.equal(heard.state.unlocked, true)
    unsubscribe()
    assert.equal((await august.status(id)).state.unlocked, true)
  }
  process.exit(0) // the channel's client keeps its timers
})
