/** `npm run torture -- [--operations 20000] [--kills 100] [--cuts 1000] [--writers 8] [--readers 8] [--seed S] [--minutes 10]`; with `--nodes 2 [--rounds 3]` on several servers with Postgres and Redis */
import { parseArgs } from 'node:util';
import { tortureNodes } from './nodes.ts';
import { reportText } from './report.ts';
import { torture } from './torture.ts';

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '100' },
    cuts: { type: 'string', default: '1000' },
    writers: { type: 'string', default: '8' },
    readers: { type: 'string', default: '8' },
    images: { type: 'string', default: '6' },
    pace: { type: 'string', default: '45' },
    minutes: { type: 'string', default: '10' },
    'long-lives': { type: 'string', default: '2' },
    nodes: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const numbers = Object.entries(values).map(([name, value]) => [name, Number(value)] as const);
const wrong = numbers.find(([, value]) => !(Number.isSafeInteger(value) && value >= 0));
if (wrong) {
  console.error(`--${wrong[0]} is a whole number.`);
  process.exit(1);
}
const { 'long-lives': longLives = 0, ...plain } = Object.fromEntries(numbers);
const { operations = 0, kills = 0, cuts = 0, writers = 0, readers = 0, images = 0, seed = 0 } = plain;
const { pace = 0, minutes = 0, nodes = 1, rounds = 0 } = plain;
if (nodes > 1) {
  console.log(`Seed ${seed}: ${nodes} nodes, everything breaks ${rounds} times.`);
  const progress = (line: string): void => console.log(line);
  const { journal, text } = await tortureNodes({
    ...{ nodes, rounds, writers, readers, images, seed, pace, progress },
  });
  console.log(`\n${text}`);
  process.exit(journal.broken > 0 ? 1 : 0);
}
console.log(`Seed ${seed}: ${operations} operations, ${kills} kills, ${cuts} cuts.`);
const report = await torture({
  ...{ operations, kills, cuts, writers, readers, images, seed, pace, minutes, longLives },
  progress: (line) => console.log(line),
});
console.log(`\n${reportText(report)}`);
process.exit(report.journal.broken > 0 ? 1 : 0);
