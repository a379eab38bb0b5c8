// A lock maker's server in Node, without a package: sound, or broken in one way that a switch names.
//
// One lock with 12 places, of which two hold codes of somebody else. Work takes the lock a few milliseconds; windows
// are kept by the real clock; pushes that are not taken come again.
'use strict';

const http = require('http');

const token = 'secret-token';
const refreshToken = 'secret-refresh';
const lockId = 'front door/1'; // needs encoding in a path
const slots = 12;
const pageSize = 6;
const applyMs = 12;
const redeliveryMs = 60;

// name -> [what is wrong, the checks that have to fail]
const switches = {
    'no-auth': ['nobody asks for a token', ['2.1/1', '2.1/2', '2.1/3']],
    'any-token': ['every token is good', ['2.1/2']],
    'stores-then-401': ['a write without a token is refused and done', ['2.1/3']],
    'no-refresh': ['refresh tokens are refused', ['2.1/4']],
    'refresh-ends-tokens': ['a refresh ends the token before it', ['2.1/5']],
    'text-errors': ['errors are plain text', ['1.4/2', '2.2/1', '2.2/6', '3.2/12', '3.2/16', '3.6/2']],
    'errors-without-message': ['errors have no message', ['2.2/6']],
    'no-content-type': ['answers do not say what they are', ['1.1/1', '2.2/1']],
    'unknown-path-200': ['any path is answered', ['2.2/2']],
    'garbage-500': ['a body that is no JSON is a crash', ['2.2/4', '2.2/7']],
    'strict-members': ['members that nobody knows are refused', ['2.2/5']],
    'no-locks-listed': ['GET /locks lists nothing', ['3.1/1']],
    'lock-tells-another': ['GET /locks/{lock} tells of another lock', ['3.1/2']],
    'any-lock': ['a lock that is none has an empty list', ['3.1/5']],
    'no-id': ['a new code is answered without its id', ['1.2/1', '3.2/1']],
    'created-status': ['a new code is answered with status created', ['1.2/1', '3.2/2']],
    'never-active': ['codes stay pending', ['1.2/2', '1.6/1', '3.2/5', '4.2/2', '5.2/1', '7.1/6']],
    'other-id': ['the list has other ids than the answers', ['1.2/2', '1.6/1', '3.2/4', '3.2/5', '3.5/6', '5.2/4']],
    'number-pins': ['PINs are numbers', ['1.1/1', '3.2/6', '3.5/4']],
    'drops-zeros': ['zeros at the front of a PIN are dropped', ['3.2/6']],
    'ascii-names': ['names lose what is no ASCII', ['3.2/15']],
    'takes-letters': ['PINs may have letters', ['3.2/8', '3.3/6']],
    'takes-number-pin': ['PINs may be numbers', ['3.2/9']],
    'takes-long-pins': ['PINs may have any length', ['3.2/10', '7.1/7']],
    'takes-no-pin': ['codes may have no PIN', ['3.2/7']],
    'pin-twice': ['two codes may have one PIN', ['1.4/1', '1.4/2', '3.2/11', '3.3/4']],
    'conflict-400': ['a PIN in use is a 400', ['3.2/12']],
    'invalid-422': ['a bad PIN is a 422', ['3.2/16']],
    'conflict-stored': ['a PIN in use is refused and stored', ['1.4/1', '3.2/13']],
    'patch-forgets': ['an update of the name forgets the PIN', ['3.3/3']],
    'patch-ignored': ['updates are taken and not done', ['1.3/2', '3.3/2', '4.1/5', '4.1/6']],
    'patch-resets': ['an update ends the connection', ['1.3/1', '3.3/1', '4.1/5', '4.1/6']],
    'patch-refused-done': ['a refused update is done', ['3.3/7']],
    'patch-404-as-200': ['an update of a code that is none is taken', ['3.3/5']],
    'old-pin-opens': ['after an edit the old PIN opens as well', ['1.3/3']],
    'delete-twice': ['only a second deletion is done', ['1.5/2', '3.4/3', '5.2/6']],
    'delete-takes-neighbour': ['a deletion takes another code along', ['1.5/5', '3.4/4']],
    'delete-404-as-500': ['deleting what is gone is a crash', ['1.5/4', '2.2/7', '3.4/5', '3.4/6']],
    'pin-stays-taken': ['the PIN of a deleted code stays taken', ['3.4/7']],
    'comes-back': ['a deleted code comes back when its PIN is used again', ['3.4/8']],
    'removed-opens': ['removed codes open the door', ['1.5/3']],
    'odd-status': ['the list says ok for active', ['1.1/1', '3.5/2']],
    'wrong-lock-id': ['codes in the list say another lock', ['3.5/3']],
    'local-instants': ['instants have no zone', ['3.5/5']],
    'first-page-only': ['only the first page is listed', ['3.5/6', '3.6/3']],
    'pages-without-end': ['the last page points at itself', ['3.5/8']],
    'listed-twice': ['a code is listed twice', ['1.6/1', '3.5/7']],
    'any-cursor': ['a cursor that is none is taken', ['3.5/9']],
    'no-limit': ['the lock is never full', ['3.6/1', '7.1/8']],
    'full-is-500': ['a full lock is a crash', ['2.2/7', '3.6/1', '3.6/2']],
    'full-forgets': ['a full lock forgets its newest code', ['3.6/3']],
    'drops-windows': ['windows are taken and dropped', ['4.1/2', '4.1/3', '4.1/4', '4.1/5', '4.2/1', '4.2/3', '7.1/1']],
    'keeps-no-windows': ['windows are told and not kept', ['4.2/1', '4.2/3']],
    'never-in-window': ['codes with a window never open', ['4.2/2']],
    'drops-offset': ['offsets of instants are overlooked', ['4.1/4']],
    'takes-backwards-window': ['windows may end before they start', ['4.1/7']],
    'takes-any-instant': ['instants may be any text', ['4.1/9']],
    'null-keeps-bound': ['null leaves a bound as it is', ['4.1/6']],
    'door-shut': ['the door never opens', ['1.2/5', '1.3/3', '4.2/2']],
    'subscription-pending': ['a subscription is not active', ['5.1/1']],
    'takes-no-url': ['a subscription may have no url', ['5.1/2']],
    'no-created-event': ['nobody is told of new codes', ['5.2/1', '7.1/6']],
    'event-without-time': ['events do not say when', ['5.2/2']],
    'event-of-nobody': ['events have no status of the code', ['5.2/3']],
    'event-early': ['events come before the lock is done', ['5.2/4']],
    'no-updated-event': ['nobody is told of updates', ['5.2/5']],
    'no-deleted-event': ['nobody is told of deletions', ['5.2/6']],
    'one-event-id': ['all events have one id', ['5.2/7']],
    'no-redelivery': ['a push that was not taken is lost', ['5.3/1']],
    'redelivery-differs': ['a push that comes again is another', ['5.3/2']],
    'pushes-twice': ['every push comes twice', ['5.3/3']],
    'keys-ignored': ['idempotency keys are overlooked', ['6.1/1', '6.1/3', '7.1/5']],
    'key-for-all': ['a key is good for any write', ['6.1/3']],
    'repeats-stored': ['a repeated write is answered as the first, and stored again', ['6.1/2']],
};

let broken = '';
const is = (name) => broken === name;

let codes = new Map(); // id -> code
let nextCode = 100;
let nextEvent = 1;
let webhook = null;
let lastEventId = null;
let tokens = new Set([token]);
let keys = new Map(); // key -> { body, answer }
let gone = new Set(); // PINs of deleted codes
let goneCodes = []; // deleted codes, for those who come back
let oldPins = new Set();

function seed() {
    for (const pin of ['13579135', '24680246'])
        codes.set(`own-${pin}`, { id: `own-${pin}`, name: 'A neighbour', pin, starts: null, ends: null, status: 'active', own: true });
}

class Refusal extends Error {
    constructor(status, code, message) {
        super(message);
        this.status = status;
        this.code = code;
    }
}
const refuse = (status, code, message) => {
    if (is('invalid-422') && code === 'INVALID_PIN') status = 422;
    throw new Refusal(status, code, message || `Refused: ${code}`);
};

function readInstant(value) {
    if (value === null || value === undefined) return null;
    if (is('takes-any-instant') && typeof value === 'string' && Number.isNaN(Date.parse(value))) return new Date(Date.now() + 86400000);
    const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
    if (typeof value !== 'string' || !shape.test(value)) refuse(400, 'INVALID_REQUEST');
    const text = is('drops-offset') ? value.replace(/[+-]\d{2}:\d{2}$/, 'Z') : value;
    return new Date(text);
}

function checkPin(pin) {
    if (pin === undefined && is('takes-no-pin')) return '999999';
    if (typeof pin === 'number' && is('takes-number-pin')) return String(pin);
    if (typeof pin !== 'string') refuse(400, 'INVALID_PIN');
    if (!(is('takes-letters') ? /^[0-9a-z]+$/ : /^[0-9]+$/).test(pin)) refuse(400, 'INVALID_PIN');
    if (!is('takes-long-pins') && (pin.length < 4 || pin.length > 8)) refuse(400, 'INVALID_PIN');
    return is('drops-zeros') ? pin.replace(/^0+/, '') : pin;
}

function inUse(pin, except) {
    if (is('pin-stays-taken') && gone.has(pin)) return true;
    for (const code of codes.values()) if (code.pin === pin && code.id !== except) return true;
    return false;
}

function checkWindow(starts, ends) {
    if (starts && ends && ends <= starts && !is('takes-backwards-window')) refuse(400, 'INVALID_REQUEST');
}

function instantText(at) {
    if (!at) return null;
    return is('local-instants') ? at.toISOString().replace('Z', '') : at.toISOString();
}

function told(code, status) {
    return {
        access_code_id: code.id,
        lock_id: lockId,
        name: code.name,
        code: code.pin,
        starts_at: instantText(code.starts),
        ends_at: instantText(code.ends),
        status: status || code.status,
    };
}

function listed(code) {
    const entry = told(code);
    if (is('other-id')) entry.access_code_id = `list-${code.id}`;
    if (is('number-pins')) entry.code = Number(code.pin);
    if (is('odd-status') && entry.status === 'active') entry.status = 'ok';
    if (is('wrong-lock-id')) entry.lock_id = 'back door/2';
    return entry;
}

// --- pushes ---

function deliver(text, tries, type) {
    if (!webhook) return;
    const url = new URL(webhook);
    const request = http.request({ host: url.hostname, port: url.port, path: url.pathname, method: 'POST',
                                   headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } },
                                 (response) => {
        response.resume();
        if (response.statusCode >= 200 && response.statusCode < 300) return;
        if (is('no-redelivery') || tries >= 20) return;
        let again = text;
        if (is('redelivery-differs')) again = JSON.stringify({ ...JSON.parse(text), attempt: tries + 1 });
        setTimeout(() => deliver(again, tries + 1, type), redeliveryMs);
    });
    request.on('error', () => {});
    request.end(text);
}

function tell(type, code, status) {
    if (is('no-created-event') && type === 'access_code.created') return;
    if (is('no-updated-event') && type === 'access_code.updated') return;
    if (is('no-deleted-event') && type === 'access_code.deleted') return;
    const id = is('one-event-id') && lastEventId ? lastEventId : `event-${nextEvent++}`;
    lastEventId = id;
    const event = { event_id: id, event_type: type, occurred_at: new Date().toISOString(), status: 'success', access_code: told(code, status) };
    if (is('event-without-time')) delete event.occurred_at;
    if (is('event-of-nobody')) delete event.access_code.status;
    const text = JSON.stringify(event);
    deliver(text, 1, type);
    if (is('pushes-twice')) setTimeout(() => deliver(text, 1, type), 5);
}

// --- work ---

function finish(code, type) {
    const early = is('event-early');
    if (early && type === 'access_code.created') tell(type, code, 'active');
    setTimeout(() => {
        if (!codes.has(code.id) || is('never-active')) return;
        code.status = 'active';
        if (!(early && type === 'access_code.created')) tell(type, code);
    }, early ? 80 : applyMs);
}

function create(body) {
    if (is('strict-members'))
        for (const member of Object.keys(body))
            if (!['name', 'code', 'starts_at', 'ends_at'].includes(member)) refuse(400, 'INVALID_REQUEST');
    if (typeof body.name !== 'string') refuse(400, 'INVALID_REQUEST');
    const pin = checkPin(body.code);
    const starts = readInstant(body.starts_at);
    const ends = readInstant(body.ends_at);
    checkWindow(starts, ends);
    const name = is('ascii-names') ? body.name.replace(/[^\x20-\x7e]/g, '?') : body.name;
    const dropped = is('drops-windows');
    const code = { id: `code-${nextCode++}`, name, pin, starts: dropped ? null : starts, ends: dropped ? null : ends, status: 'pending' };
    if (inUse(pin) && !is('pin-twice')) {
        if (is('conflict-stored')) {
            codes.set(code.id, code);
            finish(code, 'access_code.created');
        }
        refuse(is('conflict-400') ? 400 : 409, 'PIN_CONFLICT');
    }
    if (codes.size >= slots && !is('no-limit')) {
        if (is('full-forgets')) codes.delete([...codes.keys()].pop());
        if (is('full-is-500')) refuse(500, 'INTERNAL_ERROR');
        refuse(409, 'NO_SPACE');
    }
    codes.set(code.id, code);
    if (is('comes-back')) for (const one of goneCodes) if (one.pin === pin) one.back = true;
    finish(code, 'access_code.created');
    const answer = told(code);
    if (is('no-id')) delete answer.access_code_id;
    if (is('created-status')) answer.status = 'created';
    return [202, answer];
}

function byId(id) {
    return codes.get(is('other-id') ? id.replace(/^list-/, '') : id);
}

function update(id, body) {
    const code = byId(id);
    if (!code) {
        if (is('patch-404-as-200')) return [202, { access_code_id: id, status: 'pending' }];
        refuse(404, 'ACCESS_CODE_NOT_FOUND');
    }
    const change = { ...code };
    try {
        if (body.code !== undefined) change.pin = body.code;
        if (body.code !== undefined) change.pin = checkPin(body.code);
        if (body.name !== undefined) change.name = body.name;
        for (const [member, field] of [['starts_at', 'starts'], ['ends_at', 'ends']])
            if (body[member] !== undefined && !(body[member] === null && is('null-keeps-bound'))) change[field] = readInstant(body[member]);
        checkWindow(change.starts, change.ends);
        if (inUse(change.pin, code.id) && !is('pin-twice')) refuse(is('conflict-400') ? 400 : 409, 'PIN_CONFLICT');
    } catch (refusal) {
        if (is('patch-refused-done')) code.pin = change.pin;
        throw refusal;
    }
    if (is('patch-forgets') && body.code === undefined && body.name !== undefined) change.pin = '1029384';
    if (is('drops-windows')) change.starts = change.ends = null;
    if (is('old-pin-opens') && code.pin !== change.pin) oldPins.add(code.pin);
    if (!is('patch-ignored')) Object.assign(code, change);
    code.status = 'pending';
    finish(code, 'access_code.updated');
    return [202, told(code)];
}

function erase(id) {
    const code = byId(id);
    if (!code) refuse(is('delete-404-as-500') ? 500 : 404, is('delete-404-as-500') ? 'INTERNAL_ERROR' : 'ACCESS_CODE_NOT_FOUND');
    if (is('delete-twice') && !code.asked) {
        code.asked = true;
        return [202, { access_code_id: id, status: 'pending' }];
    }
    code.status = 'removing';
    setTimeout(() => {
        codes.delete(code.id);
        gone.add(code.pin);
        goneCodes.push(code);
        if (is('removed-opens')) oldPins.add(code.pin);
        tell('access_code.deleted', { ...code, status: 'deleted' });
        if (!is('delete-takes-neighbour')) return;
        const other = [...codes.values()].find((one) => !one.own && one.status === 'active');
        if (other) codes.delete(other.id);
    }, applyMs);
    return [202, { access_code_id: id, status: 'pending' }];
}

function list(query) {
    let all = [...codes.values()].map(listed);
    if (is('comes-back')) all = all.concat(goneCodes.filter((one) => one.back && inUse(one.pin)).map((one) => ({ ...listed(one), status: 'active' })));
    if (is('listed-twice') && all.length > 2) all.splice(3, 0, all[2]);
    let from = 0;
    const cursor = query.get('cursor');
    if (cursor !== null) {
        const match = /^from-(\d+)$/.exec(cursor);
        if (!match && !is('any-cursor')) refuse(400, 'INVALID_REQUEST');
        from = match ? Number(match[1]) : 0;
    }
    const page = { access_codes: all.slice(from, from + pageSize) };
    if (from + pageSize < all.length && !is('first-page-only')) page.next_cursor = `from-${from + pageSize}`;
    if (is('pages-without-end') && from > 0 && !page.next_cursor) page.next_cursor = cursor;
    return [200, page];
}

function withKey(request, body, work) {
    const key = request.headers['idempotency-key'];
    if (!key || is('keys-ignored')) return work();
    const known = keys.get(key);
    const text = JSON.stringify(body);
    if (known && (known.text === text || is('key-for-all'))) {
        if (is('repeats-stored')) {
            const copy = { id: `code-${nextCode++}`, name: body.name, pin: body.code, starts: null, ends: null, status: 'pending', own: true };
            codes.set(copy.id, copy);
            finish(copy, 'access_code.created');
            setTimeout(() => codes.delete(copy.id), 500);
        }
        return known.answer;
    }
    if (known) refuse(409, 'KEY_IN_USE');
    const answer = work();
    keys.set(key, { text, answer });
    return answer;
}

function opens(pin) {
    if (is('door-shut')) return false;
    if (oldPins.has(pin)) return true;
    const now = new Date();
    for (const code of codes.values()) {
        if (code.pin !== pin || code.status === 'pending') continue;
        if (is('keeps-no-windows')) return true;
        if (is('never-in-window') && (code.starts || code.ends)) continue;
        if ((!code.starts || code.starts <= now) && (!code.ends || now < code.ends)) return true;
    }
    return false;
}

// --- the wire ---

function route(request, path, query, text) {
    const parts = path.split('/').slice(1).map(decodeURIComponent);
    const method = request.method;
    const json = () => {
        let body;
        try {
            body = JSON.parse(text);
        } catch (error) {
            refuse(is('garbage-500') ? 500 : 400, is('garbage-500') ? 'INTERNAL_ERROR' : 'INVALID_REQUEST');
        }
        if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse(400, 'INVALID_REQUEST');
        return body;
    };
    if (parts[0] === 'door' && method === 'POST') return [200, { opens: opens(json().pin) }];
    if (path === '/oauth/token' && method === 'POST') {
        const form = new URLSearchParams(text);
        if (form.get('grant_type') !== 'refresh_token' || form.get('refresh_token') !== refreshToken || is('no-refresh')) refuse(401, 'UNAUTHORIZED');
        const fresh = `token-${nextEvent++}`;
        if (is('refresh-ends-tokens')) tokens.clear();
        tokens.add(fresh);
        return [200, { access_token: fresh, token_type: 'Bearer', expires_in: 3600, refresh_token: refreshToken }];
    }

    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization || '');
    const good = bearer && (tokens.has(bearer[1]) || is('any-token'));
    if (!good && !is('no-auth')) {
        if (is('stores-then-401') && method === 'POST' && parts[2] === 'access_codes') create(json());
        refuse(401, 'UNAUTHORIZED');
    }
    if (path === '/locks' && method === 'GET')
        return [200, { locks: is('no-locks-listed') ? [] : [{ lock_id: lockId, name: 'Front door', model: 'N-1', address: null }] }];
    if (path === '/webhooks' && method === 'POST') {
        const body = json();
        if (typeof body.url !== 'string') {
            if (is('takes-no-url')) return [201, { webhook_id: 'hook-1', status: 'active' }];
            refuse(400, 'INVALID_REQUEST');
        }
        webhook = body.url;
        return [201, { webhook_id: 'hook-1', status: is('subscription-pending') ? 'pending' : 'active' }];
    }
    if (parts[0] === 'locks' && parts[1] !== lockId && parts.length > 1) {
        if (is('any-lock') && method === 'GET' && parts[2] === 'access_codes') return [200, { access_codes: [] }];
        refuse(404, 'DEVICE_NOT_FOUND');
    }
    if (parts[0] === 'locks' && parts.length === 2 && method === 'GET')
        return [200, { lock_id: is('lock-tells-another') ? 'back door/2' : lockId, name: 'Front door', device_type: 'smart_lock', online: true,
                       battery_level: 90, device_time: new Date().toISOString() }];
    if (parts[0] === 'locks' && parts.length === 3 && parts[2] === 'access_codes') {
        if (method === 'GET') return list(query);
        if (method === 'POST') {
            const body = json();
            return withKey(request, body, () => create(body));
        }
        refuse(405, 'METHOD_NOT_ALLOWED');
    }
    if (parts[0] === 'access_codes' && parts.length === 2) {
        if (method === 'PATCH') {
            const body = json();
            return withKey(request, body, () => update(parts[1], body));
        }
        if (method === 'DELETE') return withKey(request, { erase: parts[1] }, () => erase(parts[1]));
        refuse(405, 'METHOD_NOT_ALLOWED');
    }
    if (is('unknown-path-200')) return [200, {}];
    refuse(404, 'NOT_FOUND');
}

function serve(request, response) {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
        const url = new URL(request.url, 'http://here');
        if (is('patch-resets') && request.method === 'PATCH') return request.socket.destroy();
        let status, body;
        try {
            [status, body] = route(request, url.pathname, url.searchParams, Buffer.concat(chunks).toString('utf8'));
        } catch (problem) {
            if (!(problem instanceof Refusal)) console.error(problem);
            status = problem.status || 500;
            body = { error_code: problem.code || 'INTERNAL_ERROR', message: problem.message };
            if (is('errors-without-message')) delete body.message;
            if (is('text-errors')) body = 'Something is not right.';
        }
        const headers = typeof body === 'string' ? { 'content-type': 'text/plain' } : { 'content-type': 'application/json; charset=utf-8' };
        if (is('no-content-type')) delete headers['content-type'];
        response.writeHead(status, headers);
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
}

// --- the command line ---

const argumentsGiven = process.argv.slice(2);
const valueOf = (flag, otherwise) => {
    const at = argumentsGiven.indexOf(flag);
    return at < 0 ? otherwise : argumentsGiven[at + 1];
};
if (argumentsGiven.includes('--list')) {
    for (const [name, [what, checks]] of Object.entries(switches)) console.log([name, checks.join(','), what].join('\t'));
    process.exit(0);
}
broken = valueOf('--break', '');
if (broken && !switches[broken]) {
    console.error(`there is no switch ${broken}`);
    process.exit(1);
}
seed();
const server = http.createServer(serve);
server.listen(Number(valueOf('--port', '0')), '127.0.0.1', () => {
    const url = `http://127.0.0.1:${server.address().port}`;
    console.log(JSON.stringify({ url, token, refresh_token: refreshToken, lock: lockId, press: `${url}/door` }));
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
