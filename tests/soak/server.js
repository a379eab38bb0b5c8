// The served world as a process: started, killed without warning, started again in the same folder at the same port.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'

export class Server {
  constructor(lockstep, folder, world, seed) {
    Object.assign(this, { lockstep, folder, world, seed })
    this.port = 0
    this.lives = 0
    this.slowestStart = 0
  }

  get data() {
    return path.join(this.folder, 'data')
  }

  async start() {
    const log = openSync(path.join(this.folder, 'server.log'), 'a')
    const first = this.lives === 0
    const what = first ? [this.world, '--clock', 'scaled:60', '--seed', String(this.seed)] : []
    const arguments_ = ['serve', ...what, '--data', this.data, '--listen', `127.0.0.1:${this.port}`]
    const began = Date.now()
    this.child = spawn(this.lockstep, arguments_, { stdio: ['ignore', 'pipe', log] })
    closeSync(log)
    this.ended = new Promise((done) => this.child.once('exit', (code, signal) => done(code ?? signal)))
    this.facts = await new Promise((ready, failed) => {
      readline.createInterface({ input: this.child.stdout }).once('line', (line) => ready(JSON.parse(line)))
      this.ended.then((how) => failed(new Error(`the server ended with ${how} before it was ready`)))
    })
    this.port = Number(new URL(this.facts.url).port)
    this.lives += 1
    this.slowestStart = Math.max(this.slowestStart, Date.now() - began)
  }

  async kill() {
    this.child.kill('SIGKILL')
    return this.ended
  }

  async stop() {
    this.child.kill('SIGTERM')
    return this.ended
  }

  // A call of the control face. Throws when the server is gone, or refuses.
  async control(method, target, body) {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const response = await fetch(`${this.facts.url}/lockstep/${target}`, { method, body: text })
    const told = await response.json()
    if (response.status !== 200) throw new Refused(`${method} /lockstep/${target} ${text ?? ''}: ${JSON.stringify(told)}`)
    return told
  }

  async now() {
    return Date.parse((await this.control('GET', 'clock')).now)
  }
}

export class Refused extends Error {}
