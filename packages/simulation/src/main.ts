/** `npm run simulate -- [--seeds N] [--from K] [--frames]`: N worlds from seed K on; a failing one is printed with all that happened in it. */
import { parseArgs } from 'node:util';
import { type Report, World } from './world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    frames: { type: 'boolean', default: false },
  },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!(Number.isSafeInteger(seeds) && seeds > 0 && Number.isSafeInteger(from))) {
  console.error('--seeds and --from are whole numbers, and --seeds is at least 1.');
  process.exit(1);
}

const unhandled: string[] = [];
process.on('unhandledRejection', (error) =>
  unhandled.push(error instanceof Error ? `${error.stack}` : `${error}`),
);

async function runSeed(seed: number): Promise<Report> {
  const report = await new World({ seed, frames: values.frames }).run();
  // Rejections nobody handled are told between turns of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  const rejections = unhandled.splice(0).map((says) => ({ rule: 'unhandled rejection', says }));
  return { ...report, breaches: [...report.breaches, ...rejections] };
}

function printFailure({ breaches, seed, trace }: Report): void {
  console.log(`\nSeed ${seed} breaks ${breaches.map(({ rule }) => rule).join(', ')}:`);
  for (const { rule, says } of breaches) console.log(`  ${rule}: ${says}`);
  console.log('What happened (seconds of made time):');
  for (const line of trace) console.log(`  ${line}`);
  console.log(`Run it alone: npm run simulate -- --seeds 1 --from ${seed} --frames\n`);
}

const start = performance.now();
const totals = { passed: 0, failed: 0, events: 0, restMs: 0 };
for (let seed = from; seed < from + seeds; seed++) {
  const report = await runSeed(seed);
  totals.events += report.events;
  totals.restMs = Math.max(totals.restMs, report.restMs);
  if (report.breaches.length === 0) totals.passed++;
  else {
    totals.failed++;
    printFailure(report);
  }
  const done = seed - from + 1;
  if (done % 1000 === 0 && done < seeds) console.log(`${done} of ${seeds} worlds …`);
}
const seconds = (performance.now() - start) / 1000;
const perMinute = Math.round((seeds / seconds) * 60);
console.log(
  `${seeds} worlds, ${totals.events} events, ${seconds.toFixed(1)} s: ${perMinute} seeds a minute; at rest after at most ${totals.restMs / 1000} s.`,
);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);
