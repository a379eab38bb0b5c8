// A world under load that is killed without warning, again and again: nothing that was answered is lost, nothing is
// doubled on a lock, and in the end every code is where it should be.
//
//     node killed.js LOCKSTEP FOLDER KILLS [SEED]
'use strict';
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const readline = require('node:readline');

const [lockstep, folder, killsText, seedText] = process.argv.slice(2);
const kills = Number(killsText);
const clients = 8;

let state = BigInt(seedText || 1);
function random(below) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(below));
}

const world = path.join(folder, 'world.yaml');
const data = path.join(folder, 'data');
const doors = 4;
fs.writeFileSync(world, `schema: world/v1
providers: { maker: { vendor: open, code: { slots: 100000 } } }
devices: { ${Array.from({ length: doors }, (_, i) => `door-${i}: { provider: maker }`).join(', ')} }
engine: { resync: never }
`);

function serve() {
  const child = spawn(lockstep, ['serve', world, '--data', data, '--listen', '127.0.0.1:0', '--clock', 'scaled:20'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
  const ready = new Promise((done, fail) => {
    readline.createInterface({ input: child.stdout }).once('line', (line) => done(JSON.parse(line)));
    ended.then(({ code, signal }) => fail(new Error(`the server ended with ${code ?? signal} before it was ready`)));
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  return { child, ended, ready, agent };
}

// Resolves with the answer, or with nothing when the server was gone before it came.
async function ask(server, method, target, body) {
  const { url, api_key: key } = await server.ready;
  return new Promise((done) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { authorization: `Bearer ${key}` };
    if (text !== undefined) Object.assign(headers, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    const request = http.request(url + target, { method, agent: server.agent, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', () => done(undefined));
      response.on('aborted', () => done(undefined));
      response.on('end', () => {
        if (!response.complete) return done(undefined);
        done({ status: response.statusCode, body: JSON.parse(Buffer.concat(parts).toString()) });
      });
    });
    request.on('error', () => done(undefined));
    request.end(text);
  });
}

const created = new Map();   // id -> {pin, device}: answered with 200
const deleted = new Set();   // ids whose deletion was answered
const uncertain = new Set(); // ids whose deletion was asked for and not answered
const tried = new Set();     // PINs that were asked for
let nextPin = 100000;
let problems = 0;
function problem(text) {
  problems += 1;
  console.log(`FAILED: ${text}`);
}

async function load(server, devices, stopAfter) {
  let answers = 0;
  let going = true;
  const enough = new Promise((done) => {
    async function one(number) {
      while (going) {
        const known = [...created.keys()].filter((id) => !deleted.has(id) && !uncertain.has(id));
        if (random(5) === 0 && known.length > 20) {
          const id = known[random(known.length)];
          uncertain.add(id);
          const answer = await ask(server, 'POST', '/access_codes/delete', { access_code_id: id });
          if (answer === undefined) break;
          if (answer.status !== 200) problem(`deleting ${id} was answered with ${answer.status}`);
          uncertain.delete(id);
          deleted.add(id);
        } else {
          const pin = String(nextPin++);
          const device = devices[random(devices.length)];
          tried.add(pin);
          const answer = await ask(server, 'POST', '/access_codes/create', { device_id: device, code: pin });
          if (answer === undefined) break;
          if (answer.status !== 200) problem(`creating ${pin} was answered with ${answer.status}`);
          else created.set(answer.body.access_code.access_code_id, { pin, device });
        }
        answers += 1;
        if (answers >= stopAfter) done();
      }
      if (number === 0) done();
    }
    for (let i = 0; i < clients; ++i) one(i);
  });
  await enough;
  server.child.kill('SIGKILL');
  going = false;
  await server.ended;
  server.agent.destroy();
}

async function codesOf(server, device) {
  const answer = await ask(server, 'GET', `/access_codes/list?device_id=${device}`);
  return answer.body.access_codes;
}

// What was answered is there, once; what was not asked for is not.
async function look(server, devices, settled) {
  const seen = new Map();
  const locks = (await ask(server, 'GET', '/lockstep/devices')).body.devices;
  for (const device of devices) {
    const codes = await codesOf(server, device);
    for (const code of codes) {
      if (seen.has(code.access_code_id)) problem(`${code.access_code_id} is listed twice`);
      seen.set(code.access_code_id, code);
      if (!tried.has(code.code)) problem(`nobody asked for ${code.code}`);
      if (settled && code.status !== 'set') problem(`${code.code} is ${code.status} in the end`);
    }
    const pins = codes.map((code) => code.code).sort();
    if (new Set(pins).size !== pins.length) problem(`a PIN is there twice on ${device}`);
    const slots = locks.find((lock) => lock.device_id === device).slots.map((slot) => slot.pin).sort();
    if (new Set(slots).size !== slots.length) problem(`a PIN is stored twice on ${device}`);
    if (settled && JSON.stringify(slots) !== JSON.stringify(pins))
      problem(`${device} stores ${slots.length} PINs and should store ${pins.length}`);
  }
  for (const [id, { pin }] of created) {
    const code = seen.get(id);
    if (deleted.has(id)) {
      if (code !== undefined && (settled || code.status !== 'removing')) problem(`${pin} was deleted and is ${code.status}`);
    } else if (code === undefined) {
      if (!uncertain.has(id)) problem(`${pin} was created and is lost`);
    } else if (code.code !== pin) {
      problem(`${id} had the PIN ${pin} and has ${code.code}`);
    }
  }
}

async function main() {
  let server = serve();
  let devices;
  for (let kill = 0; kill < kills; ++kill) {
    await server.ready;
    devices = (await ask(server, 'GET', '/devices/list')).body.devices.map((device) => device.device_id);
    await look(server, devices, false);
    await load(server, devices, 1 + random(60));
    server = serve();
  }
  await look(server, devices, false);
  const idle = await ask(server, 'POST', '/lockstep/clock', { until: 'idle', limit: '10d' });
  if (idle.status !== 200) problem(`the clock answered ${idle.status}`);
  await look(server, devices, true);
  server.child.kill('SIGTERM');
  const { code } = await server.ended;
  if (code !== 0) problem(`the server ended with ${code}`);
  console.log(`${kills} kills: ${created.size} codes created, ${deleted.size} deleted, ` +
    `${tried.size - created.size} creations and ${uncertain.size} deletions without an answer; ${problems} problems`);
  process.exit(problems === 0 ? 0 : 1);
}

main().catch((error) => {
  console.log(`FAILED: ${error.stack}`);
  process.exit(1);
});
