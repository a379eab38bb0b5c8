// What the page's tests share: a browser with the page of the served world, its controls, checks that end the process.
const assert = require('node:assert/strict')
const { chromium } = require('playwright-core')

const world = JSON.parse(process.env.LOCKSTEP_WORLD ?? '{}')
const patience = 30_000

async function control(path, body, method = body ? 'POST' : 'GET') {
  const headers = world.control_token ? { authorization: `Bearer ${world.control_token}` } : {}
  const response = await fetch(`${world.url}/lockstep/${path}`, { method, headers, body: body && JSON.stringify(body) })
  const told = await response.json()
  assert.equal(response.status, 200, JSON.stringify(told))
  return told
}

async function create(device, fields) {
  const devices = (await control('devices')).devices
  const { device_id } = devices.find((one) => one.name === device)
  const response = await fetch(`${world.url}/access_codes/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.api_key}` },
    body: JSON.stringify({ device_id, ...fields })
  })
  const told = await response.json()
  assert.equal(response.status, 200, JSON.stringify(told))
  return told.access_code
}

// A text of the page that becomes what is wanted, sooner or later.
async function becomes(locator, wanted) {
  const matches = (text) => (wanted instanceof RegExp ? wanted.test(text) : text === wanted)
  const until = Date.now() + patience
  let text
  do {
    text = ((await locator.first().textContent({ timeout: patience }).catch(() => null)) ?? '').trim()
    if (matches(text)) return
    await new Promise((resolve) => setImmediate(resolve))
  } while (Date.now() < until)
  assert.fail(`wanted ${wanted}, got ${JSON.stringify(text)}`)
}

// `work(page, browser)` on a page of that size. Whatever a script complains about, or the policy refuses, is a failure.
function main(work, options = {}) {
  const complaints = []
  const all = async () => {
    const browser = await chromium.launch({ executablePath: process.env.LOCKSTEP_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
    try {
      const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(patience)
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('request', (request) => {
        if (!request.url().startsWith(world.url)) complaints.push(`asked for ${request.url()}`)
      })
      await page.goto(`${world.url}/ui`)
      await work(page, context)
      const unexpected = complaints.filter((text) => !(options.expects ?? []).some((part) => text.includes(part)))
      assert.deepEqual(unexpected, [])
    } finally {
      await browser.close()
    }
  }
  all().then(
    () => console.log('ok'),
    (error) => {
      console.error(error, complaints)
      process.exit(1)
    }
  )
}

module.exports = { assert, world, control, create, becomes, main, patience }
