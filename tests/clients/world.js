// What the clients' tests share: the served world's first line, its controls, and checks that end the process.
const assert = require('node:assert/strict')

const world = JSON.parse(process.env.LOCKSTEP_WORLD)

async function control(path, body) {
  const response = await fetch(`${world.url}/lockstep/${path}`, body && { method: 'POST', body: JSON.stringify(body) })
  const told = await response.json()
  assert.equal(response.status, 200, JSON.stringify(told))
  return told
}

function main(work) {
  work().then(
    () => console.log('ok'),
    (error) => {
      console.error(error.response ? `${error.response.status} ${JSON.stringify(error.response.data)}` : '', error)
      process.exit(1)
    }
  )
}

module.exports = { assert, world, control, main }
