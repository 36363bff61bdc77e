/** The listening half of a benchmark, on a core of its own: `{fill}`, `{begin}`, `{heard: deliveries to wait for, since all came in}` by lines of JSON. */
import { listen, now, say } from '../lib/stdio.mjs';
import { Audience } from './audience.ts';
import { type Dialect, type DialectName, dialects } from './dialects.ts';

/** Quiet for so long, in ms, and there is nothing more to come. */
const QUIET_MS = 5000;

const dialect: Dialect = dialects[process.argv[2] as DialectName];
const audience = new Audience(dialect);

listen(
  async (line: { fill?: { port: number; count: number; images: number }; begin?: true; heard?: number }) => {
    if (line.fill) {
      const { port, count, images } = line.fill;
      await audience.fill(port, count, images);
      say({ full: true });
    }
    if (line.begin) {
      audience.begin();
      say({ begun: true });
    }
    if (line.heard !== undefined) {
      await quiet(line.heard);
      say({ heard: audience.heard() });
    }
  },
);

/** Resolves when nothing more comes, or all that should was heard. */
async function quiet(expected: number): Promise<void> {
  let [last, since] = [audience.deliveries, now()];
  while (audience.deliveries < expected && now() - since < QUIET_MS) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (audience.deliveries !== last) [last, since] = [audience.deliveries, now()];
  }
}
