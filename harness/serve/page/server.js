// The server's faces as functions: its controls, its API, and the trace as it happens.

const token_kept_as = 'lockstep-control-token'
const keys = { any: null, by_account: new Map() }

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.message ?? `The server answered ${status}.`)
    this.status = status
    this.type = problem?.type ?? 'unknown'
  }
}

function with_token(headers) {
  const token = sessionStorage.getItem(token_kept_as)
  return token ? { ...headers, authorization: `Bearer ${token}` } : headers
}

// One question at a time for whoever has to be asked for the token.
let asking = null
function ask_for_token() {
  asking ??= new Promise((resolve) => {
    const dialog = document.getElementById('token')
    const input = document.getElementById('token-input')
    input.value = ''
    dialog.addEventListener('close', () => {
      sessionStorage.setItem(token_kept_as, input.value)
      asking = null
      resolve()
    }, { once: true })
    dialog.showModal()
  })
  return asking
}

async function answer_of(response) {
  const told = await response.json().catch(() => null)
  if (!response.ok) throw new Refusal(response.status, told?.error)
  return told
}

const request_of = (method, body, headers) => ({
  method,
  headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
  body: body === undefined ? undefined : JSON.stringify(body),
  cache: 'no-store'
})

// `/lockstep/...`. Asks for the token as often as it is refused.
export async function control(path, body, method = body === undefined ? 'GET' : 'POST') {
  for (;;) {
    const response = await fetch(`/lockstep/${path}`, request_of(method, body, with_token({})))
    if (response.status !== 401) return answer_of(response)
    await ask_for_token()
  }
}

// What the server says of itself, and the keys for its API.
export async function describe_world() {
  const world = await control('world')
  keys.any = world.api_key
  keys.by_account.clear()
  for (const workspace of Object.values(world.workspaces))
    for (const account of workspace.accounts)
      if (workspace.api_key && !keys.by_account.has(account)) keys.by_account.set(account, workspace.api_key)
  return world
}

// The API for access codes, as whoever sees that account.
export async function api(account, path, body) {
  const key = keys.by_account.get(account) ?? keys.any
  return answer_of(await fetch(path, request_of('POST', body, key ? { authorization: `Bearer ${key}` } : {})))
}

// Calls `told` with every event after `since`, in batches. Ends when the connection does.
export async function follow_trace(since, opened, told) {
  const headers = with_token({ accept: 'text/event-stream' })
  const response = await fetch(`/lockstep/trace?since=${since}`, { headers, cache: 'no-store' })
  if (!response.ok || !response.body) throw new Refusal(response.status, null)
  opened()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const pieces = (rest + value).split('\n\n')
      rest = pieces.pop()
      const events = pieces.flatMap((piece) => {
        const data = piece.split('\n').find((line) => line.startsWith('data: '))
        return data ? [JSON.parse(data.slice(6))] : []
      })
      if (events.length > 0) told(events)
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}
