// The story that the page makes of a trace, without a browser: `node story.js FOLDER_OF_THE_PAGE`.
const assert = require('node:assert/strict')
const { cpSync, mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

// Node wants to be told that these are modules.
const folder = join(__dirname, 'story-modules')
mkdirSync(folder, { recursive: true })
for (const name of ['story', 'times']) cpSync(join(process.argv[2], `${name}.js`), join(folder, `${name}.js`))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')

const second = (count) => new Date(Date.UTC(2030, 0, 1, 0, 0, count)).toISOString()
const told = (...events) => events.map(([at, what, more], index) => ({ seq: index + 1, at: second(at), what, text: '', ...more }))

async function main() {
  const { story_of } = await import(pathToFileURL(join(folder, 'story.js')))
  const { length, window_text } = await import(pathToFileURL(join(folder, 'times.js')))
  const code = { code: 'code-1' }

  const story = story_of(told(
    [-50, 'notice', { notice: 'device_offline' }], [-40, 'notice', { notice: 'device_online' }],
    [-10, 'notice', { notice: 'account_disconnected' }],
    [0, 'status', { ...code, from: '404', to: 'setting' }],
    [0, 'operation_sent', { ...code, op: 'write', number: 1 }],
    [1, 'engine', { ...code, because: 'answered', op: 'write', number: 1, verdict: 'unknown' }],
    [5, 'notice', { notice: 'account_reconnected' }],
    [5, 'operation_sent', { ...code, op: 'write', number: 2 }],
    [6, 'engine', { ...code, because: 'answered', op: 'write', number: 2, verdict: 'accepted' }],
    [9, 'status', { ...code, from: 'setting', to: 'set' }],
    [20, 'operation_sent', { ...code, op: 'remove', number: 1 }],
    [30, 'engine', { ...code, because: 'timed out', op: 'remove', number: 1 }],
    [40, 'status', { ...code, from: 'removing', to: '404' }]
  ))
  const seconds = (span) => [(span.from - story.begin) / 1000, span.to === null ? null : (span.to - story.begin) / 1000]
  // What was over before the code began is not its story; what had begun is cut.
  assert.deepEqual(story.shades.map((span) => [span.word, ...seconds(span)]), [['the account is disconnected', 0, 5]])
  assert.deepEqual(story.status.map((span) => [span.word, ...seconds(span)]), [['setting', 0, 9], ['set', 9, 40], ['404', 40, 40]])
  assert.deepEqual(story.calls.map((call) => [call.word, call.verdict, ...seconds(call)]),
    [['write 1', 'unknown', 0, 1], ['write 2', 'done', 5, 9], ['remove 1', 'timed out', 20, 30]])

  // Reads without news are left out, the last ones stay.
  const reads = Array.from({ length: 100 }, (_, index) => [
    [index * 900, 'operation_sent', { op: 'read', number: index + 1, device: 'front' }],
    [index * 900 + 1, 'engine', { because: 'answered', op: 'read', number: index + 1, verdict: 'done', device: 'front' }]
  ]).flat()
  const quiet = story_of(told([0, 'status', { ...code, to: 'set' }], ...reads))
  assert.equal(quiet.calls.length, 6)
  assert.equal(quiet.calls.at(-1).word, 'read 100')
  assert.equal(quiet.reads_hidden, 94)
  assert.deepEqual(story_of([]).status, [])

  assert.equal(length(400), '0.4s')
  assert.equal(length(90_000), '1m 30s')
  assert.equal(length(183_600_000), '2d 3h')
  assert.equal(window_text(null, null), 'always')
  assert.equal(window_text('2030-01-01T15:00:00.000Z', '2030-01-03T11:00:00.000Z'), '1 Jan 15:00 to 3 Jan 11:00')
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
