/** `npm run soak`: one server under a steady load for a bounded time; is its memory flat? Loopback only. */
import { parseArgs } from 'node:util';
import { ServerProcess } from '../e2e/support/server-process.ts';
import { until } from '../e2e/support/until.ts';
import { SoakViewer } from './soak-viewer.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    viewers: { type: 'string', default: '200' },
    images: { type: 'string', default: '10' },
    rate: { type: 'string', default: '40' },
  },
});
const minutes = Math.min(120, Number(values.minutes));
const viewerCount = Math.min(5000, Number(values.viewers));
const imageCount = Math.min(viewerCount, Number(values.images));
const rate = Math.min(1000, Number(values.rate));

/** A measurement: minutes since the start, resident memory in MB. */
interface Sample {
  readonly minute: number;
  readonly rssMb: number;
}

await using server = await ServerProcess.start();
const { origin } = server;
const viewers = await connectAll();
const open: { viewer: SoakViewer; id: string }[] = [];
let sent = 0;
const work = setInterval(() => write(), 1000 / rate);
const alive = setInterval(() => {
  for (const viewer of viewers) viewer.alive();
}, 25_000);
const samples = await watchMemory();
clearInterval(work);
clearInterval(alive);
process.exitCode = report(samples) ? 0 : 1;
for (const viewer of viewers) viewer.close();

async function connectAll(): Promise<SoakViewer[]> {
  const answer = await fetch(`${origin}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenantId: 'demo', name: 'Soak' }),
  });
  const { token } = (await answer.json()) as { token: string };
  const all = Array.from(
    { length: viewerCount },
    (_, n) => new SoakViewer(origin, token, `soak-${n % imageCount}`),
  );
  await until('every viewer watches', () => all.every(({ ready }) => ready));
  return all;
}

/** Starts a conversation, or ends the oldest one: what is open stays the same number, so that only a leak can grow. */
function write(): void {
  sent++;
  if (open.length >= 500) {
    const oldest = open.shift();
    oldest?.viewer.submit({ type: 'delete-conversation', id: oldest.id });
    return;
  }
  const viewer = viewers[sent % viewers.length];
  if (!viewer) return;
  const id = crypto.randomUUID();
  const comment = {
    id: crypto.randomUUID(),
    text: 'A comment of about sixty characters, as people write them…',
  };
  viewer.submit({ type: 'create-conversation', id, x: sent % 100, y: (sent * 7) % 100, comment });
  open.push({ viewer, id });
}

async function watchMemory(): Promise<Sample[]> {
  const samples: Sample[] = [];
  const start = performance.now();
  for (let minute = 0; minute <= minutes; minute++) {
    await Bun.sleep(Math.max(0, start + minute * 60_000 - performance.now()));
    const text = await (await fetch(`${origin}/metrics`)).text();
    const bytes = Number(/^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1]);
    samples.push({ minute, rssMb: bytes / 1e6 });
    console.log(`${String(minute).padStart(3)} min  ${(bytes / 1e6).toFixed(1)} MB  ${sent} operations sent`);
  }
  return samples;
}

/** Prints the figures; true when nothing was missed. */
function report(samples: readonly Sample[]): boolean {
  const warm = samples.filter(({ minute }) => minute >= Math.min(5, minutes / 3));
  const faults = viewers.flatMap((viewer) => viewer.faults);
  const total = (pick: (viewer: SoakViewer) => number): number =>
    viewers.reduce((sum, viewer) => sum + pick(viewer), 0);
  console.log(`
viewers ${viewerCount}, images ${imageCount}, minutes ${minutes}
operations sent ${sent}, acknowledged ${total(({ acks }) => acks)}, refused ${total(({ refusals }) => refusals)}
events received ${total(({ events }) => events)}
memory after warm-up: ${warm.at(0)?.rssMb.toFixed(1)} MB to ${warm.at(-1)?.rssMb.toFixed(1)} MB, slope ${slope(warm).toFixed(3)} MB a minute
holes or lost lines: ${faults.length}${faults.length > 0 ? `, first: ${faults[0]}` : ''}`);
  return faults.length === 0;
}

/** Least-squares slope in MB a minute. */
function slope(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [x, y] = [mean(({ minute }) => minute), mean(({ rssMb }) => rssMb)];
  const up = samples.reduce((sum, { minute, rssMb }) => sum + (minute - x) * (rssMb - y), 0);
  return up / samples.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0);
}
