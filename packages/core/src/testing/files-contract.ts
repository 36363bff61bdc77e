import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Files } from '../ports/files.ts';

/** Files to hold against the contract, none at first. */
export interface FilesUnderTest {
  readonly files: Files;
  /** Makes everything that was put so far so much older, in ms. */
  readonly later: (ms: number) => Promise<void>;
  readonly now: () => number;
  readonly close: () => Promise<void>;
}

const one = { tenantId: 'demo', id: 'one' };
const two = { tenantId: 'demo', id: 'two' };
const theirs = { tenantId: 'Demo', id: 'one' };

/** What every place for files owes (ports/files.ts). */
export function filesContract(name: string, make: () => Promise<FilesUnderTest>): void {
  describe(`${name} keeps the files contract`, () => {
    let world: FilesUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());
    const read = async (which: typeof one) => {
      const bytes = await world.files.get(which);
      return bytes && [...bytes];
    };

    test('what was put is there, byte by byte, and what was not is not', async () => {
      await world.files.put(one, Uint8Array.of(0, 255, 10));
      expect(await read(one)).toEqual([0, 255, 10]);
      expect(await read(two)).toBeUndefined();
      await world.files.put(one, Uint8Array.of(1));
      expect(await read(one)).toEqual([1]);
    });

    test('tenants do not see each other’s, however alike their names are', async () => {
      await world.files.put(one, Uint8Array.of(1));
      await world.files.put(theirs, Uint8Array.of(2));
      await world.files.remove(theirs);
      expect([await read(one), await read(theirs)]).toEqual([[1], undefined]);
    });

    test('old ones are told, those put again are young', async () => {
      await world.files.put(one, Uint8Array.of(1));
      await world.files.put(two, Uint8Array.of(2));
      await world.files.put(theirs, Uint8Array.of(3));
      await world.later(60_000);
      await world.files.put(two, Uint8Array.of(2));
      const old = await world.files.before(world.now() - 30_000, 10);
      expect(old.toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1))).toEqual([theirs, one]);
      expect(await world.files.before(world.now() - 30_000, 1)).toHaveLength(1);
      expect(await world.files.before(world.now() - 90_000, 10)).toEqual([]);
    });

    test('removing is for good, and twice does no harm', async () => {
      await world.files.put(one, Uint8Array.of(1));
      await world.files.remove(one);
      await world.files.remove(one);
      expect(await read(one)).toBeUndefined();
    });
  });
}
