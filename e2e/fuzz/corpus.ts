import { join } from 'node:path';
import bodies from './corpus/bodies.json';
import framesDown from './corpus/frames-down.json';
import framesUp from './corpus/frames-up.json';
import texts from './corpus/texts.json';

/** Inputs that once broke something, by the target they broke; a run that finds another one adds it. */
const FOUND = join(import.meta.dir, 'corpus/found.json');

/** An input that broke something. */
export interface Found {
  readonly target: string;
  readonly input: unknown;
  readonly says: string;
}

/** Valid input, and input that is worth a try, to begin with. */
export const CORPUS = {
  bodies: bodies as readonly unknown[],
  framesDown: framesDown as readonly unknown[],
  framesUp: framesUp as readonly unknown[],
  texts,
};

/** What broke something in earlier runs: every run begins with it. */
export async function foundBefore(): Promise<readonly Found[]> {
  const file = Bun.file(FOUND);
  return (await file.exists()) ? ((await file.json()) as Found[]) : [];
}

/** Keeps what broke something. */
export async function keep(found: readonly Found[]): Promise<void> {
  if (found.length === 0) return;
  const all = [...(await foundBefore()), ...found];
  await Bun.write(FOUND, `${JSON.stringify(all, null, 2)}\n`);
}
