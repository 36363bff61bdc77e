import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { bun, run } from './run.ts';

test('gives back the code and everything that was printed, without colours', async () => {
  const { code, output, timedOut } = await run(
    bun('-e', 'console.log("\\x1b[31mout\\x1b[0m"); console.error("err"); process.exit(4)'),
  );
  expect({ code, timedOut, lines: output.trim().split('\n').sort() }).toEqual({
    code: 4,
    timedOut: false,
    lines: ['err', 'out'],
  });
});

test('stops what takes too long', async () => {
  const { code, timedOut } = await run(bun('-e', 'setInterval(() => {}, 1000)'), { limit: 50 });
  expect(timedOut).toBe(true);
  expect(code).not.toBe(0);
});

test('a signal ends the child and the run', async () => {
  const script = `
    import { bun, run, stopChildrenOnSignals } from '${join(import.meta.dir, 'run.ts')}';
    stopChildrenOnSignals();
    await run(bun('-e', 'process.on("SIGTERM", () => { console.log("child ends"); process.exit(0); }); setInterval(() => {}, 1000); console.log("ready")'), { stream: true });
    console.log('went on');
  `;
  const outer = Bun.spawn(bun('-e', script), { stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' });
  const reader = outer.stdout.getReader();
  const decoder = new TextDecoder();
  let seen = decoder.decode((await reader.read()).value);
  outer.kill('SIGTERM');
  for (let part = await reader.read(); !part.done; part = await reader.read())
    seen += decoder.decode(part.value);
  expect(await outer.exited).toBe(1);
  expect(seen).toBe('ready\nchild ends\n');
});
