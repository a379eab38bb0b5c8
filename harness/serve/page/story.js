// The story of one code, made from its trace: how long what lasted. No drawing here.
import { at } from './times.js'

const routine_reads_max = 6
const lane_max = 300

// `from`..`to`, open while it lasts (`to` null).
function close(spans, key, instant) {
  const span = spans.findLast((one) => one.key === key && one.to === null)
  if (span) span.to = instant
  return span
}

const starts = {
  device_offline: ['offline', 'the lock is offline'],
  account_disconnected: ['account', 'the account is disconnected']
}
const stops = { device_online: 'offline', account_reconnected: 'account' }

// One way to take each kind of event; `story` is what has been gathered so far.
const takers = {
  status(story, event, now) {
    close(story.status, 'status', now)
    const settled = { set: 'write', unset: 'remove', 404: 'remove' }[event.to]
    for (const call of story.calls.filter((one) => one.op === settled && one.accepted && one.to === null)) {
      // What was accepted and is asked for by reads is done when a read has seen it.
      call.to = now
      call.verdict = 'done'
    }
    story.status.push({ key: 'status', from: now, to: event.to === '404' ? now : null, word: event.to })
  },
  operation_sent(story, event, now) {
    const key = `${event.op}#${event.number}`
    story.calls.push({ key, from: now, to: null, word: `${event.op} ${event.number}`, op: event.op, verdict: 'open', marks: [] })
  },
  operation_given_up(story, event, now) {
    const call = close(story.calls, `${event.op}#${event.number}`, now)
    if (call) call.verdict = 'given up'
  },
  engine(story, event, now) {
    if (!event.op) return
    const key = `${event.op}#${event.number}`
    const verdict = event.because === 'pushed' ? 'done' : event.verdict
    const call = story.calls.findLast((one) => one.key === key)
    if (!call || call.to !== null) return
    if (verdict === 'accepted') call.accepted = now
    else if (verdict) {
      call.to = now
      call.verdict = event.refusal ? `refused: ${event.refusal.replaceAll('_', ' ')}` : verdict
    } else if (event.because === 'timed out') {
      call.to = now
      call.verdict = 'timed out'
    }
  },
  request_lost: (story, event, now) => story.marks.push({ at: now, word: `${event.op}: the request was lost`, bad: true }),
  answer_lost: (story, event, now) => story.marks.push({ at: now, word: `${event.op}: the answer was lost`, bad: true }),
  answer_sent(story, event, now) {
    if (event.http_status >= 400) story.marks.push({ at: now, word: `${event.op} was answered ${event.http_status}`, bad: true })
  },
  fault_fired: (story, event, now) => story.marks.push({ at: now, word: event.text, bad: true }),
  attempt(story, event, now) {
    const word = event.action.toLowerCase().split('_')[0]
    if (event.state === 'pending') story.attempts.push({ key: event.action_attempt_id, from: now, to: null, word, state: 'pending' })
    else {
      const attempt = close(story.attempts, event.action_attempt_id, now) ??
        story.attempts[story.attempts.push({ key: event.action_attempt_id, from: now, to: now, word }) - 1]
      attempt.state = event.state
    }
  },
  issue(story, event, now) {
    if (event.listed) story.issues.push({ key: event.issue, from: now, to: null, word: event.issue.replaceAll('_', ' ') })
    else close(story.issues, event.issue, now)
  },
  event: (story, event, now) => story.events.push({ at: now, word: event.event_type }),
  pressed: (story, event, now) => story.doors.push({ at: now, opens: event.opens, word: event.opens ? 'opens' : event.reason.replaceAll('_', ' ') }),
  notice(story, event, now) {
    if (event.notice in starts) story.shades.push({ key: starts[event.notice][0], from: now, to: null, word: starts[event.notice][1] })
    else if (event.notice in stops) close(story.shades, stops[event.notice], now)
  },
  outage_began: (story, event, now) => story.shades.push({ key: 'outage', from: now, to: null, word: `outage of ${event.provider}` }),
  outage_ended: (story, event, now) => close(story.shades, 'outage', now),
  fault_began: (story, event, now) => story.shades.push({ key: `fault ${event.fault}`, from: now, to: null, word: `fault ${event.fault + 1} stands` }),
  fault_ended: (story, event, now) => close(story.shades, `fault ${event.fault}`, now)
}

// What began before the code did, and was over by then, is not its story.
function within(spans, begin) {
  return spans.filter((span) => span.to === null || span.to >= begin).map((span) => ({ ...span, from: Math.max(span.from, begin) }))
}

export function story_of(events) {
  const story = { status: [], calls: [], marks: [], attempts: [], issues: [], events: [], doors: [], shades: [], begin: 0, told: [] }
  const own = events.find((event) => event.code)
  if (!own) return story
  story.begin = at(own.at)
  for (const event of events) takers[event.what]?.(story, event, at(event.at))
  for (const lane of ['status', 'calls', 'attempts', 'issues', 'shades']) story[lane] = within(story[lane], story.begin)
  for (const lane of ['marks', 'events', 'doors']) story[lane] = story[lane].filter((mark) => mark.at >= story.begin)
  // A lock that is read back every quarter of an hour for a month would hide all else.
  const reads = story.calls.filter((call) => call.op === 'read' && call.verdict === 'done')
  if (reads.length > routine_reads_max) {
    const dull = new Set(reads.slice(0, -routine_reads_max))
    story.calls = story.calls.filter((call) => !dull.has(call))
    story.reads_hidden = dull.size
  }
  for (const lane of ['status', 'calls', 'attempts', 'issues', 'shades', 'marks', 'events', 'doors']) story[lane] = story[lane].slice(-lane_max)
  const talk = new Set(['status', 'attempt', 'issue', 'event', 'pressed', 'notice', 'operation_sent', 'operation_given_up', 'fault_fired',
    'fault_began', 'fault_ended', 'outage_began', 'outage_ended', 'request_lost', 'answer_lost', 'lock_stored', 'lock_erased', 'lock_failed'])
  story.told = events.filter((event) => talk.has(event.what) && at(event.at) >= story.begin)
  return story
}
