// The life of a code, seen at the door: created, set, it opens, it ends, it is refused.
const { assert, control, create, becomes, main, world } = require('./browser.js')

main(async (page) => {
  await becomes(page.locator('#link'), 'live')
  await becomes(page.locator('#clock time'), '00:00:00')
  await page.getByRole('button', { name: /^open-front/ }).click()
  await becomes(page.locator('#panel h2'), 'open-front')

  // Create: a guest for the next two hours, by name something that must stay text.
  const nasty = '<script>alert(1)</script>'
  await page.getByLabel('Name', { exact: true }).fill(nasty)
  await page.getByLabel('PIN').fill('0420')
  await page.getByRole('button', { name: 'Next 2 hours' }).click()
  await page.getByRole('button', { name: 'Create' }).click()
  const row = page.locator('table.codes tbody tr').first()
  await becomes(row.locator('th'), nasty)
  await becomes(row.locator('.status'), 'setting')

  const type = async (pin) => {
    for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click()
    await page.getByRole('button', { name: 'Enter' }).click()
  }
  await type('0420')
  await becomes(page.locator('.result'), /stays shut: the lock knows no such code \(.*: setting, /)
  await becomes(page.locator('#said'), 'door stays shut: open-front, the lock knows no such code')

  // It opens.
  await page.getByRole('button', { name: '+1 min' }).click()
  await becomes(row.locator('.status'), 'set')
  await becomes(page.locator('#clock time'), '00:01:00')
  await row.getByRole('button', { name: /^Timeline/ }).click()
  await type('0420')
  await becomes(page.locator('.result'), 'The door opens for 0420')
  await becomes(page.locator('#said'), 'door opens: open-front')
  await becomes(page.locator('[data-device="open-front"]'), /1 of 30 slots/)

  // By keyboard too, with a slip of the finger.
  await page.locator('.pad button').first().focus()
  await page.keyboard.type('0421')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('0')
  await page.keyboard.type('x')
  assert.equal(await page.getByLabel('Digits typed').inputValue(), '0420')
  await page.keyboard.press('Enter')
  await becomes(page.locator('.result'), 'The door opens for 0420')

  // Changed, by the form.
  await row.getByRole('button', { name: /^Change/ }).click()
  await page.getByLabel('Name', { exact: true }).fill('Ada')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await becomes(row.locator('th'), 'Ada')
  await becomes(page.locator('.timeline-side h3'), 'Timeline of Ada')
  // Whoever acts on buttons by Enter alone types as well.
  await page.getByRole('button', { name: '4', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '2', exact: true }).focus()
  await page.keyboard.press('Enter')
  assert.equal(await page.getByLabel('Digits typed').inputValue(), '42')
  await page.getByRole('button', { name: 'Delete the last digit' }).click()
  await page.getByLabel('Digits typed').press('Escape')
  assert.equal(await page.getByLabel('Digits typed').inputValue(), '')
  // Refused by the API, and told so.
  await page.getByLabel('PIN').fill('12')
  await page.getByRole('button', { name: 'Create' }).click()
  await becomes(page.locator('.code-form .problem'), /digits|length/)
  await page.getByLabel('PIN').fill('')

  // It ends, and is refused.
  for (let hours = 0; hours < 2; ++hours) await page.getByRole('button', { name: '+1 h' }).click()
  await becomes(page.locator('#clock time'), '02:01:00')
  await becomes(row.locator('.status'), '404')
  await type('0420')
  await becomes(page.locator('.result'), /The door stays shut: the lock knows no such code|has expired/)

  // Its story: what happened is there, in its lanes and as a list.
  const chart = page.locator('svg.story')
  for (const state of ['setting', 'set', 'removing', '404']) assert.ok((await chart.locator(`.status-bar[data-state="${state}"]`).count()) > 0, state)
  assert.ok((await chart.locator('.call-bar[data-state="done"]').count()) >= 2)
  assert.ok((await chart.locator('.attempt-bar[data-state="success"]').count()) >= 1)
  assert.equal(await chart.locator('.call-bar[data-state="open"]').count(), 0)
  assert.ok((await chart.locator('.door-mark[data-state="opens"]').count()) >= 2)
  assert.match(await chart.getAttribute('aria-label'), /setting from .*, set from .*, removing from .*, 404 from/)
  await page.getByText('As a list').click()
  await becomes(page.locator('ol.told').filter({ hasText: 'set_on_device' }), /setting -> set/)
  await page.screenshot({ path: 'life.png', fullPage: true })

  // The next event is where the clock then stands, and time that runs is shown running.
  const { next } = (await control('clock')).pending
  if (next) {
    await page.getByRole('button', { name: 'Next event' }).click()
    await becomes(page.locator('#clock time'), next.slice(11, 19))
  }
  await page.getByLabel('Speed').selectOption('scaled:3600')
  await page.getByRole('button', { name: 'Play' }).click()
  await becomes(page.getByRole('button', { name: 'Pause' }), 'Pause')
  assert.equal((await control('clock')).mode, 'scaled:3600')
  const before = await page.locator('#clock time').textContent()
  await page.waitForFunction((text) => document.querySelector('#clock time').textContent !== text, before)
  await page.getByRole('button', { name: 'Pause' }).click()
  await becomes(page.locator('.play'), 'Play')
  assert.equal((await control('clock')).mode, 'manual')

  // What others do is seen as it happens.
  const theirs = await create('open-front', { code: '7777', name: 'From elsewhere' })
  await becomes(page.locator(`[data-code="${theirs.access_code_id}"] .status`), 'setting')
  await page.getByRole('button', { name: 'Delete From elsewhere' }).click()
  await becomes(page.locator(`[data-code="${theirs.access_code_id}"] .status`), /404|removing/)
  assert.equal(world.clock, 'manual')
}, { expects: ['400'] })
