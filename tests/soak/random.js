// Numbers drawn from a seed: each part of the soak has a stream of its own, so that one does not shuffle another's luck.
import { createHash } from 'node:crypto'

export class Random {
  constructor(seed, name) {
    this.state = createHash('sha256').update(`${seed} ${name}`).digest().readBigUInt64LE()
  }

  // From 0 to below `limit`.
  below(limit) {
    this.state = (this.state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
    return Number((this.state >> 33n) % BigInt(limit))
  }

  between(low, high) {
    return low + this.below(high - low + 1)
  }

  chance(percent) {
    return this.below(100) < percent
  }

  of(list) {
    return list[this.below(list.length)]
  }

  // One of `[name, weight]...`.
  weighted(choices) {
    let left = this.below(choices.reduce((sum, [, weight]) => sum + weight, 0))
    return choices.find(([, weight]) => (left -= weight) < 0)[0]
  }
}

export const sleep = (ms) => new Promise((over) => setTimeout(over, ms))
