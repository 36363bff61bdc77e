/** `npm run scaling`: the tables of docs/SCALING.md, from the unit costs and the model. */
import { runFanOut } from '@imagechat/simulation/scaling/fan-out-model';
import { type Crowd, sizeOf } from '@imagechat/simulation/scaling/sizing';
import { UNIT_COSTS } from '@imagechat/simulation/scaling/unit-costs';

/** How busy people are: operations an hour of one viewer, and viewers of one image. */
const MOODS: Readonly<Record<string, Pick<Crowd, 'operationsPerHour' | 'viewersPerImage'>>> = {
  'ordinary pages': { operationsPerHour: 1, viewersPerImage: 20 },
  'busy classrooms': { operationsPerHour: 20, viewersPerImage: 30 },
  'large audiences': { operationsPerHour: 1, viewersPerImage: 1000 },
};

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const round = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(2);

console.log(
  row([
    'viewers',
    'doing',
    'operations/s',
    'deliveries/s',
    'nodes',
    'Redis shards',
    'Postgres shards',
    'egress, Gbit/s',
  ]),
);
console.log(row(Array.from({ length: 8 }, () => '---')));
for (const viewers of [1e6, 1e8])
  for (const [doing, mood] of Object.entries(MOODS)) {
    const sizing = sizeOf({ viewers, imagesPerViewer: 2, frameBytes: 460, ...mood }, UNIT_COSTS);
    const { busShards, databaseShards, deliveriesPerSecond, egressGbit, nodes, operationsPerSecond } = sizing;
    const figures = [operationsPerSecond, deliveriesPerSecond, nodes, busShards, databaseShards, egressGbit];
    console.log(row([viewers.toLocaleString('en-US'), doing, ...figures.map(round)]));
  }

console.log(
  `\nOne image, a million viewers:\n\n${row(['events/s', 'processes', 'p50, ms', 'p99, ms', 'load of a process', 'load of the shard', 'frames/s a viewer', 'Gbit/s'])}`,
);
console.log(row(Array.from({ length: 8 }, () => '---')));
for (const eventsPerSecond of [1, 10, 50, 200])
  for (const nodes of [100, 300, 1000]) {
    const load = { viewers: 1e6, nodes, eventsPerSecond, seconds: 10, seed: 'the hottest image' };
    const { busLoad, frames, nodeLoad, p50, p99 } = await runFanOut(load, UNIT_COSTS);
    // Events of one frame share its headers.
    const bytes = frames * 100 + eventsPerSecond * 360;
    const figures = [p50, p99, nodeLoad, busLoad, frames, (bytes * 8 * 1e6) / 1e9].map(round);
    console.log(row([eventsPerSecond, nodes, ...figures]));
  }
