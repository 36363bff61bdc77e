import type { Clock } from '../ports/clock.ts';
import type { FileName, Files } from '../ports/files.ts';

interface Kept {
  readonly name: FileName;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly at: number;
}

/** Keeps files in memory: for tests and trying things out. */
export class MemoryFiles implements Files {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #files = new Map<string, Kept>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  async put(name: FileName, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#files.set(key(name), { name, bytes: bytes.slice(), at: this.#clock.now() });
  }

  async get(name: FileName): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#files.get(key(name))?.bytes.slice();
  }

  async before(time: number, most: number): Promise<readonly FileName[]> {
    const old = [...this.#files.values()].filter(({ at }) => at < time);
    return old.slice(0, most).map(({ name }) => name);
  }

  async remove(name: FileName): Promise<void> {
    this.#files.delete(key(name));
  }
}

function key({ tenantId, id }: FileName): string {
  return `${tenantId}/${id}`;
}
