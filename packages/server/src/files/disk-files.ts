import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileName, Files } from '@imagechat/core/ports/files';
import { systemCode } from '../startup-error.ts';

/**
 * Keeps files in a folder, a folder per tenant in it. A tenant's folder is called after the hexadecimal of its id, because there are disks on which
 * `Demo` and `demo` are the same. A file appears whole or not at all: it is written beside and renamed.
 */
export class DiskFiles implements Files {
  readonly #folder: string;
  readonly #newName: () => string;

  /** @param folder absolute; made when it is needed. @param newName gives a fresh name for a file that is being written */
  constructor(folder: string, newName: () => string) {
    this.#folder = folder;
    this.#newName = newName;
  }

  async put(name: FileName, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const folder = this.#folderOf(name.tenantId);
    await mkdir(folder, { recursive: true });
    const draft = join(folder, `.${this.#newName()}`);
    try {
      const file = await open(draft, 'wx', 0o640);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, join(folder, name.id));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async get({ tenantId, id }: FileName): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return unlessMissing(async () => Uint8Array.from(await readFile(join(this.#folderOf(tenantId), id))));
  }

  async before(time: number, most: number): Promise<readonly FileName[]> {
    const old: FileName[] = [];
    for (const folder of (await unlessMissing(() => readdir(this.#folder))) ?? []) {
      const tenantId = Buffer.from(folder, 'hex').toString('utf8');
      for (const id of (await unlessMissing(() => readdir(join(this.#folder, folder)))) ?? []) {
        if (old.length >= most) return old;
        const info = await unlessMissing(() => stat(join(this.#folder, folder, id)));
        if (info && info.mtimeMs < time) old.push({ tenantId, id });
      }
    }
    return old;
  }

  async remove({ tenantId, id }: FileName): Promise<void> {
    await rm(join(this.#folderOf(tenantId), id), { force: true });
  }

  #folderOf(tenantId: string): string {
    return join(this.#folder, Buffer.from(tenantId, 'utf8').toString('hex'));
  }
}

async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
