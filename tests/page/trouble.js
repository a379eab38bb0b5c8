// What goes wrong is switched on and off from the page, seen there, and shaded in a code's story.
const { assert, control, becomes, create, main } = require('./browser.js')

main(async (page) => {
  await becomes(page.locator('#link'), 'live')
  const flip = (name) => page.getByRole('switch', { name, exact: true }).click()
  const is = (name, on) => page.locator(`[role=switch][aria-checked="${on}"]`, { hasText: name }).first().waitFor()

  const code = await create('open-front', { code: '0420', name: 'Ada' })
  await page.getByRole('button', { name: /^open-front/ }).click()
  const status = page.locator(`[data-code="${code.access_code_id}"] .status`)
  await becomes(status, 'setting')
  await page.getByRole('button', { name: 'Timeline of Ada' }).click()

  // The lock loses its link.
  await flip('Link to the cloud')
  await page.locator('[data-device="open-front"][data-online="false"]').waitFor()
  await page.getByRole('button', { name: '+1 min' }).click()
  await becomes(page.locator('#clock time'), '00:01:00')
  assert.equal((await control('devices/open-front')).device.online, false)
  await page.locator('svg .shade').first().waitFor({ state: 'attached' })
  await becomes(page.locator('.shades'), /the lock is offline, .* to now/)
  await flip('Link to the cloud')
  await page.locator('[data-device="open-front"][data-online="true"]').waitFor()
  await page.getByRole('button', { name: '+1 min' }).click()
  await becomes(status, 'set')

  // Somebody erases it in the vendor's app; the engine finds out and puts it back.
  await page.getByText('What the lock stores').click()
  await page.getByRole('button', { name: 'Erase 0420 in the vendor’s app' }).click()
  await becomes(page.locator('.memory tbody'), 'Nothing')
  await page.getByRole('button', { name: '+1 h' }).click()
  await becomes(status, 'set')
  await becomes(page.locator('.memory tbody td').first(), '0420')

  // The account is cut off.
  await flip('Account open connected')
  await becomes(status, 'unknown')
  await flip('Account open connected')
  await page.getByRole('button', { name: '+1 min' }).click()
  await becomes(status, 'set')

  // The vendor is out; what the page did is what the controls tell.
  await flip('Outage of open')
  await page.locator('.group[data-outage="true"]').waitFor()
  assert.ok((await control('providers')).providers.some((one) => one.name === 'open' && one.outage))
  await flip('Outage of open')
  await is('Outage of open', false)

  // Standing faults: one that fires, and is counted.
  await page.getByLabel('At', { exact: true }).selectOption('open')
  await flip('Vendors answer 503')
  await is('Vendors answer 503', true)
  assert.deepEqual((await control('faults')).faults, [{ do: { reply: 503 }, fired: 0, provider: 'open' }])
  await page.getByRole('button', { name: 'Delete Ada' }).click()
  await page.getByRole('button', { name: '+1 min' }).click()
  await becomes(page.locator('.standing li span'), /hit [1-9][0-9]* times/)
  await page.locator('svg .mark').first().waitFor({ state: 'attached' })
  await becomes(status, 'removing')
  await page.screenshot({ path: 'trouble.png', fullPage: true })
  // Another scope shows another switch.
  await page.getByLabel('At', { exact: true }).selectOption('')
  await is('Vendors answer 503', false)
  await page.getByRole('button', { name: 'Take fault 1 away' }).click()
  await page.locator('.standing li').waitFor({ state: 'detached' })
  assert.deepEqual((await control('faults')).faults, [])
  await page.getByRole('button', { name: '+1 h' }).click()
  await becomes(status, '404')

  // A rule of one's own, wrong at first.
  await page.getByText('A rule of your own').click()
  await page.getByLabel(/^As JSON/).fill('{ "do": { "rply": 1 } }')
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await becomes(page.locator('#trouble .problem'), /rply/)

  // Begun anew by somebody else: the page follows.
  await control('reset', {})
  await control('devices/open-front/press', { pin: '1' })
  await becomes(page.locator('#clock time'), '00:00:00')
  await becomes(page.locator('table.codes tbody'), 'No code yet')
}, { expects: ['400'] })
