/** Builds packages/server/dist: run with Bun. A start reads a few files instead of some three hundred, which halves what it costs (docs/decisions/0034-server-in-few-files.md). */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

const folder = import.meta.dir;
const source = join(folder, 'src');
const out = join(folder, 'dist');

/** Started by address, each in a thread of its own. */
const WORKERS = ['storage/sqlite/writer-worker', 'storage/sqlite/reader-worker'];

await rm(out, { recursive: true, force: true });
const { logs, outputs, success } = await Bun.build({
  entrypoints: ['main', ...WORKERS].map((name) => join(source, `${name}.ts`)),
  outdir: out,
  root: source,
  target: 'bun',
  // What only Postgres and Redis need stays in files of its own, read when it is wanted.
  splitting: true,
  sourcemap: 'linked',
  // Names stay, so that what is logged and what a stack says can be read.
  minify: { whitespace: true, syntax: true, identifiers: false },
});
for (const log of logs) console.error(String(log));
if (!success) process.exit(1);
// Whoever starts them names their sources, and lies in `dist` itself.
for (const worker of WORKERS) {
  const name = worker.split('/').at(-1);
  await Bun.write(join(out, `${name}.ts`), `import './${worker}.js';\n`);
}
const bytes = outputs.filter(({ path }) => path.endsWith('.js')).reduce((sum, { size }) => sum + size, 0);
console.log(`The server: ${outputs.length} files, ${(bytes / 1024).toFixed(0)} kB`);
