// Two workspaces: the page asks for each keypad's codes as whoever sees its account.
const { assert, becomes, control, main } = require('./browser.js')

main(async (page) => {
  await becomes(page.locator('#link'), 'live')
  for (const device of ['cabin', 'villa']) {
    await page.getByRole('button', { name: new RegExp(`^${device}`) }).click()
    await becomes(page.locator('#panel h2'), device)
    await page.getByLabel('Name', { exact: true }).fill(`Guest of the ${device}`)
    await page.getByRole('button', { name: 'Create' }).click()
    await becomes(page.locator('table.codes tbody tr th'), `Guest of the ${device}`)
  }
  assert.equal((await control('codes')).codes.length, 2)
})
