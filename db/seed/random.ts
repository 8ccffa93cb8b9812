const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Chance that comes out the same on every run: the same seed gives the same town. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed;
  }

  /** 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }

  /** One of the list, the likelier the more it weighs; undefined when nothing weighs anything. */
  weighted<T>(list: readonly T[], weigh: (item: T) => number): T | undefined {
    const weights = list.map(weigh);
    let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    return list.find((_, i) => {
      left -= weights[i]!;
      return weights[i]! > 0 && left < 0;
    });
  }

  shuffle<T>(list: readonly T[]): T[] {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = Math.floor(this.next() * (i + 1));
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }

  /** Like db/id.ts, with its random part drawn from here. */
  id(prefix: string, at: Date): string {
    let time = "";
    for (let i = 0, rest = at.getTime(); i < 10; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
    let tail = "";
    for (let i = 0; i < 16; i++) tail += ALPHABET[Math.floor(this.next() * 32)];
    return `${prefix}_${time}${tail}`;
  }
}

const DAY_MS = 86_400_000;
export const days = (count: number) => count * DAY_MS;
export const hours = (count: number) => (count * DAY_MS) / 24;
/** To the second, so that nothing looks made by a machine that counts milliseconds. */
export const later = (moment: Date, ms: number) => new Date(Math.round((moment.getTime() + ms) / 1000) * 1000);
