// With a control token the page asks for it, keeps it for the tab, and asks again when it is wrong.
const { assert, world, becomes, main } = require('./browser.js')

main(async (page, context) => {
  const dialog = page.getByRole('dialog', { name: 'The controls want their token' })
  await dialog.waitFor()
  await page.getByLabel('Control token').fill('a-wrong-token-of-mine')
  await page.getByRole('button', { name: 'Use it' }).click()
  await dialog.waitFor()
  await page.getByLabel('Control token').fill(world.control_token)
  await page.getByRole('button', { name: 'Use it' }).click()
  await becomes(page.locator('#link'), 'live')
  await page.reload()
  await becomes(page.locator('#link'), 'live')
  assert.equal(await dialog.isVisible(), false)
  assert.equal(await page.evaluate(() => localStorage.length + document.cookie.length), 0)
  // Another tab has to be told itself.
  const other = await context.newPage()
  await other.goto(`${world.url}/`)
  assert.equal(new URL(other.url()).pathname, '/ui')
  await other.getByRole('dialog').waitFor()
}, { expects: ['401'] })
