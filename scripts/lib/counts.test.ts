import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addCounts, parseBunSummary, parseClosingLine } from './counts.ts';
import { bun, run } from './run.ts';

/** Runs real tests, so that a new Bun that words its summary differently is noticed here. */
async function countsOf(...tests: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'imagechat-counts-'));
  tests.forEach((body, index) => {
    writeFileSync(join(folder, `${index}.test.ts`), `import { test, expect } from 'bun:test';\n${body}\n`);
  });
  try {
    const { output, code } = await run(bun('test', folder));
    return parseBunSummary(output, code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const good = `test('good', () => expect(1).toBe(1));`;

test('counts what passes and fails', async () => {
  expect(await countsOf(good, good)).toEqual({ passed: 2, failed: 0 });
  expect(await countsOf(good, `test('bad', () => expect(1).toBe(2));`)).toEqual({ passed: 1, failed: 1 });
});

test('counts time-outs, files that do not load and errors between tests as failed', async () => {
  expect(await countsOf(good, `test('slow', () => new Promise(() => {}), 20);`)).toEqual({
    passed: 1,
    failed: 1,
  });
  expect(await countsOf(good, `throw new Error('no');`)).toEqual({ passed: 1, failed: 1 });
  const between = await countsOf(good, `test('later', () => { Promise.reject(new Error('late')); });`);
  expect(between.failed).toBe(1);
});

test('a runner that dies or runs nothing counts as one failure', async () => {
  expect(await countsOf(good, `test('exit', () => process.exit(0));`)).toMatchObject({ failed: 1 });
  expect(await countsOf(`test('kill', () => { process.kill(process.pid, 'SIGKILL'); });`)).toEqual({
    passed: 0,
    failed: 1,
  });
  expect(await countsOf()).toEqual({ passed: 0, failed: 1 });
});

test('reads the closing line of our own runners', () => {
  expect(parseClosingLine('seed 3 failed\n498 passed, 2 failed\n', 1)).toEqual({ passed: 498, failed: 2 });
  expect(parseClosingLine('500 passed, 0 failed\n', 0)).toEqual({ passed: 500, failed: 0 });
  expect(parseClosingLine('500 passed, 0 failed\n', 1)).toEqual({ passed: 500, failed: 1 });
  expect(parseClosingLine('', 0)).toEqual({ passed: 0, failed: 1 });
  expect(
    addCounts([
      { passed: 1, failed: 2 },
      { passed: 3, failed: 4 },
    ]),
  ).toEqual({ passed: 4, failed: 6 });
});
