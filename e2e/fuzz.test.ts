/** The short form of `npm run fuzz`, and readers broken on purpose to show that it can find something. */
import { expect, test } from 'bun:test';
import { type FuzzSettings, fuzz, fuzzText } from './fuzz/fuzz.ts';
import { type Target, target } from './fuzz/target.ts';

const LIMIT = 120_000;

test(
  'W2: 50,000 inputs, and whatever broke something before: no crash, no 5xx, no hang, flat memory',
  async () => {
    const report = await fuzz({ inputs: 50_000, seed: 20_260 });
    if (report.found.length > 0) throw new Error(fuzzText(report));
    expect(report.inputs).toBeGreaterThanOrEqual(50_000);
    for (const { answers, name } of report.targets) expect([name, answers.size >= 1]).toEqual([name, true]);
  },
  LIMIT,
);

/** A reader of its own in the place of ours. */
function reads(run: (text: string) => readonly string[] | Promise<readonly string[]>): Target {
  return target({
    name: 'broken',
    share: 1,
    make: (mutator) => mutator.jsonText({ t: 'subscribe', ref: 1, urlId: 'a', text: 'x'.repeat(20) }),
    run,
  });
}

/** What a run says of one target. */
async function says(broken: Target, more: Partial<FuzzSettings> = {}): Promise<readonly string[]> {
  const report = await fuzz({ inputs: 3000, seed: 1, targets: [broken], ...more });
  return report.found.map((found) => found.says);
}

test('found: a decoder that throws on something', async () => {
  const throws = reads((text) => {
    // Throws for what is no JSON, and for null in the place of the object.
    const { ref } = JSON.parse(text) as { ref: number };
    return [typeof ref];
  });
  expect((await says(throws)).join()).toContain('JSON Parse error');
});

test('found: an answer that never comes out right', async () => {
  const rejects = reads(async (text) => {
    if (text.includes('__proto__')) throw new Error('500');
    return ['ok'];
  });
  expect(await says(rejects)).toContain('Error: 500');
});

test('found: a pattern that takes for ever on some inputs', async () => {
  const slow = reads((text) => {
    const start = process.cpuUsage();
    const worked = () => Object.values(process.cpuUsage(start)).reduce((sum, part) => sum + part) / 1000;
    while (text.includes('xxxxxxxxxxxxxxxxxxxxx') && worked() < 25);
    return ['ok'];
  });
  expect((await says(slow, { inputs: 300, slowMs: 20 })).join()).toMatch(/takes \d+ ms/);
});

test('found: memory that grows with what is told', async () => {
  const kept: string[][] = [];
  const hoards = reads((text) => {
    kept.push(Array.from({ length: 2000 }, (_, at) => `${text}${at}`));
    return ['ok'];
  });
  expect((await says(hoards)).join()).toContain('living objects grew');
  kept.length = 0;
});
