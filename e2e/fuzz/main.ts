/** `npm run fuzz -- [--inputs 1000000] [--seed S]`: throws nonsense at everything that faces the outside; what breaks something is kept. */
import { parseArgs } from 'node:util';
import { keep } from './corpus.ts';
import { fuzz, fuzzText } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
if (!(Number.isSafeInteger(inputs) && inputs > 0 && Number.isSafeInteger(seed))) {
  console.error('--inputs and --seed are whole numbers, and --inputs is at least 1.');
  process.exit(1);
}

const report = await fuzz({ inputs, seed, progress: (line) => console.log(line) });
console.log(`\n${fuzzText(report)}`);
await keep(report.found.filter(({ target }) => target !== 'memory'));
process.exit(report.found.length > 0 ? 1 : 0);
