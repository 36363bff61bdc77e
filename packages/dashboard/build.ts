/** Builds packages/dashboard/dist: run with Bun. Vite runs under Bun too, because Node 20.0–20.18 is out of its range. */
import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

await rm(here('dist'), { recursive: true, force: true });
await build({ configFile: here('vite.config.ts'), logLevel: 'warn' });
// The frame of the embed page has an origin of its own, to which modules and hashed names are no use: one plain script.
await build({
  configFile: false,
  root: here('.'),
  logLevel: 'warn',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: here('dist'),
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: {
      entry: here('src/preview/preview.ts'),
      formats: ['iife'],
      name: 'preview',
      fileName: () => 'preview.js',
    },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
await Bun.write(here('dist/preview.html'), Bun.file(here('preview.html')));
let sum = 0;
for (const name of await readdir(here('dist/assets'))) {
  const bytes = await Bun.file(here(`dist/assets/${name}`)).bytes();
  sum += Bun.gzipSync(bytes, { library: 'libdeflate', level: 12 }).byteLength;
}
console.log(`dashboard: ${sum} bytes after gzip in all files together`);
