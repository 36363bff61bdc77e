/** Builds packages/dashboard/dist: run with Bun. Vite runs under Bun too, because Node 20.0–20.18 is out of its range. */
import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

await rm(here('dist'), { recursive: true, force: true });
await build({ configFile: here('vite.config.ts'), logLevel: 'warn' });
let sum = 0;
for (const name of await readdir(here('dist/assets'))) {
  const bytes = await Bun.file(here(`dist/assets/${name}`)).bytes();
  sum += Bun.gzipSync(bytes, { library: 'libdeflate', level: 12 }).byteLength;
}
console.log(`dashboard: ${sum} bytes after gzip in all files together`);
