/**
 * Builds packages/widget/dist: run with Bun. Vite runs under Bun too, because Node 20.0–20.18 is out of its range.
 * What is loaded on demand comes first, since the embed carries the names that their content gives these files.
 */
import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type InlineConfig, build } from 'vite';
import { differingNames } from './same-names.ts';
import { shortNames } from './short-names.ts';
import { shrinker } from './shrink.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const PARTS = ['windows', 'stream', 'seldom', 'locales'] as const;

const names = await shortNames();
// Files that speak of the same things by other names do not understand one another, so the names are part of a file's own name.
const namesInHash = { name: 'names-in-hash', augmentChunkHash: () => JSON.stringify([...names]) };
const shared: InlineConfig = {
  configFile: here('vite.config.ts'),
  logLevel: 'warn',
  plugins: [namesInHash],
};

async function part(mode: (typeof PARTS)[number]): Promise<string> {
  await build({ ...shared, mode });
  const name = (await readdir(here('dist'))).find(
    (file) => file.startsWith(`${mode}-`) && file.endsWith('.js'),
  );
  if (name === undefined) throw new Error(`There is no file for ${mode}`);
  return name;
}

await rm(here('dist'), { recursive: true, force: true });
const files: Record<string, string> = {};
for (const mode of PARTS) files[mode] = await part(mode);
await build({ ...shared, mode: 'embed', define: { FILES: JSON.stringify(files) } });

const shrink = shrinker(names);
const codes: Record<string, string> = {};
for (const name of await readdir(here('dist'))) {
  if (!name.endsWith('.js')) continue;
  await shrink(here(`dist/${name}`), !name.startsWith('embed'));
  codes[name] = await Bun.file(here(`dist/${name}`)).text();
}
const differing = differingNames(names, codes);
if (differing.length > 0)
  throw new Error(`Files of the widget do not understand one another:\n${differing.join('\n')}`);
for (const name of ['embed-image-chat.min.js', ...Object.values(files)]) {
  const bytes = await Bun.file(here(`dist/${name}`)).bytes();
  const gzip = Bun.gzipSync(bytes, { library: 'libdeflate', level: 12 }).byteLength;
  console.log(`${name}: ${bytes.byteLength} bytes, ${gzip} after gzip`);
}
