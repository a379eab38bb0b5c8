// Who does not see the page, or has no mouse, can use all of it: every control has a name and is reached by Tab.
const { assert, becomes, create, main } = require('./browser.js')

// All that can be acted on and is shown, each marked, so that a walk by Tab can tell which it has met.
const mark_controls = () => {
  const shown = (element) => element.checkVisibility({ contentVisibilityAuto: false }) && !element.disabled
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(shown)
  all.forEach((element, index) => element.setAttribute('data-walk', index))
  return all.length
}

main(async (page, context) => {
  await becomes(page.locator('#link'), 'live')
  const code = await create('open-front', { code: '0420', name: 'Ada' })
  await page.getByRole('button', { name: /^open-front/ }).click()
  await page.locator(`[data-code="${code.access_code_id}"]`).waitFor()
  await page.getByRole('button', { name: 'Timeline of Ada' }).click()
  await page.locator('svg.story').waitFor()
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)))

  // Every control has a name that says what it is.
  const client = await context.newCDPSession(page)
  const { nodes } = await client.send('Accessibility.getFullAXTree')
  const roles = new Set(['button', 'switch', 'link', 'textbox', 'searchbox', 'combobox', 'checkbox', 'spinbutton', 'region', 'dialog', 'Date', 'DateTime', 'image'])
  const nameless = nodes.filter((node) => !node.ignored && roles.has(node.role?.value) && !node.name?.value)
  assert.deepEqual(nameless.map((node) => [node.role.value, node.backendDOMNodeId]), [])
  const named = (role, name) => nodes.some((node) => !node.ignored && node.role?.value === role && node.name?.value === name)
  assert.ok(named('button', '7') && named('button', 'Enter') && named('button', 'Delete the last digit'))
  assert.ok(named('group', 'Keypad of open-front'))
  assert.ok(named('switch', 'Link to the cloud'))
  assert.equal(nodes.filter((node) => node.role?.value === 'heading' && node.properties?.some((one) => one.name === 'level' && one.value.value === 1)).length, 1)

  // Tab comes by all of them, in the order in which they stand.
  const count = await page.evaluate(mark_controls)
  assert.ok(count > 60, `${count} controls`)
  await page.evaluate(() => document.activeElement.blur())
  await page.locator('a.skip').focus()
  const met = []
  for (let steps = 0; steps < 6 * count; ++steps) {
    const at = await page.evaluate(() => document.activeElement?.getAttribute('data-walk'))
    if (at !== null && at !== undefined && at !== String(met.at(-1))) {
      if (Number(at) === 0 && met.length > 1) break
      met.push(Number(at))
    }
    await page.keyboard.press('Tab')
  }
  const missed = await page.evaluate((seen) => [...document.querySelectorAll('[data-walk]')]
    .filter((one) => !seen.includes(Number(one.getAttribute('data-walk')))).map((one) => one.outerHTML.slice(0, 160)), met)
  assert.deepEqual(missed, [])
  assert.deepEqual(met, [...met].sort((one, other) => one - other))

  // Whoever reads dark, or small, reads as well: text stands out from what is behind it, nothing is cut off.
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const faint = await page.evaluate(() => {
      const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
      const parts = (color) => {
        paint.clearRect(0, 0, 1, 1)
        paint.fillStyle = color
        paint.fillRect(0, 0, 1, 1)
        return [...paint.getImageData(0, 0, 1, 1).data]
      }
      const light = ([r, g, b]) => [r, g, b].map((part) => part / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0)
      const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
          const back = parts(getComputedStyle(one).backgroundColor)
          if (back[3] === 255) return back
        }
        return parts('Canvas')
      }
      const bad = []
      for (const element of document.querySelectorAll('body *')) {
        const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
        if (!text || !element.checkVisibility() || element.disabled || element.closest('svg, noscript, dialog, .unseen, option')) continue
        const [one, other] = [light(parts(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a)
        const contrast = (one + 0.05) / (other + 0.05)
        if (contrast < 4.5) bad.push(`${element.tagName}.${element.className} "${element.textContent.slice(0, 30)}": ${contrast.toFixed(2)}`)
      }
      return bad
    })
    assert.deepEqual(faint, [], colorScheme)
    await page.screenshot({ path: `${colorScheme}.png`, fullPage: true })
  }
  assert.equal(await page.locator('.door .leaf').evaluate((leaf) => getComputedStyle(leaf).transitionDuration), '0s')

  // On a phone nothing is wider than the screen, and what one presses is large enough.
  await page.setViewportSize({ width: 360, height: 740 })
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360)
  const small = await page.evaluate(() => [...document.querySelectorAll('button, select')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24).map((one) => one.textContent))
  assert.deepEqual(small, [])
  await page.getByRole('button', { name: /^open-back/ }).click()
  await page.locator('#panel h2', { hasText: 'open-back' }).waitFor()
  assert.ok(await page.locator('#panel').evaluate((panel) => panel.getBoundingClientRect().top < innerHeight / 2))
  await page.screenshot({ path: 'phone.png' })
  await page.getByRole('button', { name: 'Back to the keypads' }).click()
  assert.equal(await page.evaluate(() => document.activeElement.dataset.device), 'open-back')
})
