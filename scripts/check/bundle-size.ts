import { join } from 'node:path';
import { pack } from '../../packages/server/src/http/pack.ts';
import { buildIfStale } from '../build.ts';
import { listFiles, root } from '../lib/repo.ts';
import type { Step } from './step.ts';

const DIST = 'packages/widget/dist';
const EMBED = 'embed-image-chat.min.js';

/** What a visitor may download, in bytes after gzip, packed as the server packs them. CONTRACT §6 says 45,000 for everything: docs/decisions/0017 and 0035. */
export const BUDGETS = { embed: 18_000, everything: 60_700 } as const;

/** A file's path inside dist and its size in bytes after gzip. */
export interface Sized {
  readonly path: string;
  readonly bytes: number;
}

/** Builds the widget if need be and weighs it. */
export const bundleSize: Step = {
  name: 'bundle size',
  async run() {
    const broken = (await buildIfStale(() => undefined)).filter(
      ({ state }) => state === 'missing' || state === 'failed',
    );
    if (broken.length > 0)
      return { problems: broken.map(({ name, output }) => `The ${name} cannot be built:\n${output}`) };
    const files = await Promise.all(
      listFiles(new Bun.Glob('*.js'), join(root, DIST)).map(async (path) => ({
        path,
        bytes: pack(await Bun.file(join(root, DIST, path)).bytes()).byteLength,
      })),
    );
    return weigh(files);
  },
};

/**
 * Compares sizes with the budgets. A locale's file is named for its language: `text/de.js`, `locale-pt-br-4f2a.js`;
 * English counts, the others do not.
 */
export function weigh(files: readonly Sized[]): { problems: string[]; note: string } {
  const embed = files.find(({ path }) => path === EMBED);
  if (embed === undefined) return { problems: [`${DIST}/${EMBED} was not built`], note: '' };
  const counted = files.filter(({ path }) => !isOtherLocale(path));
  const everything = counted.reduce((sum, { bytes }) => sum + bytes, 0);
  const list = counted.map(({ path, bytes }) => `  ${String(bytes).padStart(7)}  ${path}`).join('\n');
  const problems: string[] = [];
  if (embed.bytes > BUDGETS.embed)
    problems.push(`${EMBED} has ${embed.bytes} bytes after gzip, ${BUDGETS.embed} is the most`);
  if (everything > BUDGETS.everything) {
    problems.push(
      `All scripts with one locale have ${everything} bytes after gzip, ${BUDGETS.everything} is the most:\n${list}`,
    );
  }
  return {
    problems,
    note: `embed ${embed.bytes} of ${BUDGETS.embed}, everything ${everything} of ${BUDGETS.everything}`,
  };
}

function isOtherLocale(path: string): boolean {
  const language = /(?:^|[/.-])(?:text|locales?)[/.-]([a-z]{2})(?:[-_.][\w-]*)?\.js$/i.exec(path)?.[1];
  return language !== undefined && language.toLowerCase() !== 'en';
}
