// A wall of a thousand keypads: a few are drawn, all are found, and the page goes on answering.
const { assert, becomes, control, main } = require('./browser.js')

main(async (page) => {
  await becomes(page.locator('#link'), 'live')
  await becomes(page.locator('.group .count').first(), '900 keypads')
  const drawn = () => page.locator('.card').count()
  assert.ok((await drawn()) < 100, `${await drawn()} cards`)
  await page.getByRole('button', { name: 'Show 120 more of 900' }).click()
  assert.ok((await drawn()) > 120)

  await page.getByLabel('Find').fill('room-777')
  await page.getByRole('button', { name: /^room-777/ }).click()
  await becomes(page.locator('#panel h2'), 'room-777')
  assert.equal(await drawn(), 1)
  await page.getByLabel('Find').fill('nowhere')
  await page.getByText('No keypad is called so.').waitFor()
  await page.getByLabel('Find').fill('')
  await control('devices/room-850/link', { online: false })
  await page.getByLabel('offline only').check()
  await page.getByRole('button', { name: /^room-850/ }).waitFor()
  assert.equal(await drawn(), 1)
  await page.getByLabel('offline only').uncheck()

  // A month of a thousand locks that are read back every quarter of an hour.
  await page.getByRole('button', { name: '+1 d' }).click()
  await becomes(page.locator('#clock .day'), /2 Jan/)
  await becomes(page.locator('#link'), 'live')
  await page.screenshot({ path: 'large.png' })
})
