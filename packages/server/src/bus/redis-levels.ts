import type { SharedLevels, Taken } from '../limits/shared-buckets.ts';
import type { RedisLine } from './redis-lines.ts';
import { Seal } from './seal.ts';

/** Keys of one question lie on one node of a cluster; so many such places spread the work over its nodes. */
const PLACES = 16;

/**
 * Takes from each bucket by Redis' own clock, and answers how many ms each has to fill. Kept per bucket is when it is full again (GCRA), for as long as it is
 * not. ARGV holds for each key what is taken and how far from full it may be.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local left = {}
for at, key in ipairs(KEYS) do
  local full = math.max(tonumber(redis.call('GET', key) or '0'), now)
  full = math.min(full + tonumber(ARGV[2 * at - 1]), now + tonumber(ARGV[2 * at]))
  left[at] = math.ceil(full - now)
  if left[at] > 0 then
    redis.call('SET', key, string.format('%.3f', full), 'PX', string.format('%d', left[at]))
  end
end
return left`;

/** Buckets in Redis, one server or a cluster. Their names tell nobody whose they are. */
export class RedisLevels implements SharedLevels {
  readonly #line: () => RedisLine | undefined;
  readonly #seal: Seal;

  /** @param line a connection that works just now, if there is one. @param secret the installation's */
  constructor(line: () => RedisLine | undefined, secret: string) {
    this.#line = line;
    this.#seal = new Seal(secret);
  }

  async take(taken: readonly Taken[]): Promise<readonly number[]> {
    const line = this.#line();
    if (!line) throw new Error('Redis is away');
    const places = new Map<number, number[]>();
    const names = taken.map(({ key }) => this.#seal.name(`limit ${key}`));
    for (const [at, name] of names.entries()) {
      const place = placeOf(name);
      places.set(place, [...(places.get(place) ?? []), at]);
    }
    const left: number[] = taken.map(() => 0);
    const asked = Array.from(places, async ([place, numbers]) => {
      const keys = numbers.map((at) => `imagechat:{limits-${place}}:${names[at]}`);
      const args = numbers.flatMap((at) => [taken[at]?.cost ?? 0, taken[at]?.most ?? 0]);
      const answers = (await line.run(TAKE, keys, args)) as readonly number[];
      for (const [n, at] of numbers.entries()) left[at] = Number(answers[n]);
    });
    await Promise.all(asked);
    return left;
  }
}

function placeOf(name: string): number {
  return name.charCodeAt(0) % PLACES;
}
