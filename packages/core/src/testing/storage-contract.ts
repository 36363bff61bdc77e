import { afterEach, beforeEach, describe } from 'bun:test';
import type { Storage } from '../ports/storage.ts';
import { deletionContract } from './storage/deletions.ts';
import { tenantContract } from './storage/isolation.ts';
import { lawContract } from './storage/laws.ts';
import { numberContract } from './storage/numbers.ts';
import { readContract } from './storage/reads.ts';
import { repeatContract } from './storage/repeats.ts';

/** A storage to hold against the contract, empty at first. */
export interface StorageUnderTest {
  readonly storage: Storage;
  /** Closes it and opens it again on the same data; for storage that outlives its process. */
  readonly reopen?: () => Promise<Storage>;
  /** Closes what is open and removes the data. */
  readonly close: () => Promise<void>;
}

/** What every storage owes (ports/storage.ts), as tests titled by rule. */
export function storageContract(name: string, make: () => Promise<StorageUnderTest>): void {
  describe(`${name} keeps the storage contract`, () => {
    let world: StorageUnderTest;
    let storage: Storage;
    beforeEach(async () => {
      world = await make();
      storage = world.storage;
    });
    afterEach(() => world.close());
    const current = () => storage;
    const reopened = async () => {
      if (world.reopen) storage = await world.reopen();
    };

    numberContract(current);
    repeatContract(current, reopened);
    readContract(current);
    deletionContract(current, reopened);
    tenantContract(current);
    lawContract(current);
  });
}
