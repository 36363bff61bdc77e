/**
 * Create → seen: viewers of images, authors who create on them, and a connection that says `alive` meanwhile. `{fill: {port, viewers, authors, images, first}}`, once for every
 * server there is; `{create: {rate, seconds}}`, by all authors in turn.
 */
import { Histogram } from '../lib/histogram.ts';
import { listen, now, say } from '../lib/stdio.mjs';
import { Audience } from './audience.ts';
import { Connection } from './connection.ts';
import { type Arrival, type Dialect, dialects } from './dialects.ts';
import { tokenFor } from './session.ts';

/** How long to wait for what is still on its way, in ms. */
const QUIET_MS = 20_000;

/** Between two `alive`, in ms. */
const ALIVE_MS = 20;

interface EventFrame {
  readonly t: string;
  readonly e?: readonly { readonly seq: number; readonly broadcastId: string; readonly type: string }[];
}

/** When each operation should have been sent, by broadcastId. */
const due = new Map<string, number>();
const [acks, echoes] = [new Histogram(), new Histogram()];
const wrong = new Set<string>();
let acked = 0;
let aliveAt = 0;

/** Viewers hear what the authors did; what another process's authors did was never due here. */
const viewerDialect: Dialect = {
  ...dialects.hub,
  events(text): Arrival[] {
    const { t, e = [] } = JSON.parse(text) as EventFrame;
    if (t !== 'events') return [];
    return e.map(({ broadcastId, seq, type }) => {
      const at = due.get(broadcastId);
      return { seq, at: at ?? now(), whole: type === 'new-image-chat' };
    });
  },
};

/** One for every server: what one sends in a frame, another may send in two. */
const audiences: Audience[] = [];
const authors: { readonly connection: Connection; number: number }[] = [];
let pulse: Connection | undefined;
/** Images over which everything is spread evenly. */
let spread = 1;

listen(async (line: Line) => {
  if (line.fill) {
    await fill(line.fill);
    say({ full: true });
  } else if (line.create) say({ created: await create(line.create) });
});

interface Line {
  readonly fill?: Fill;
  readonly create?: { readonly rate: number; readonly seconds: number };
}

interface Fill {
  readonly port: number;
  readonly viewers: number;
  readonly authors: number;
  /** Over which both are spread in turn; one unless said. */
  readonly images?: number;
  /** The first of them. */
  readonly first?: number;
}

async function fill({ port, viewers, authors: many, images = 1, first = 0 }: Fill): Promise<void> {
  spread = images;
  const audience = new Audience(viewerDialect);
  audiences.push(audience);
  await audience.fill(port, viewers, images, first);
  const token = await tokenFor(port, 'Ada');
  for (let at = 0; at < many; at++) authors.push(await author(port, token, first + (at % images)));
  pulse ??= (await author(port, token, first)).connection;
}

async function author(
  port: number,
  token: string,
  image: number,
): Promise<{ connection: Connection; number: number }> {
  const arrived = Promise.withResolvers<void>();
  let number = 0;
  const dialect: Dialect = {
    ...dialects.hub,
    opening: [JSON.stringify({ t: 'hello', v: 1, tenantId: 'demo', token })],
    greet(text, image) {
      const frame = JSON.parse(text) as { t: string; i?: number };
      number = frame.i ?? 0;
      return dialects.hub.greet(text, image);
    },
  };
  const connection = new Connection(dialect, image, {
    onIn: () => arrived.resolve(),
    onFrame: (payload) => hear(payload.toString()),
    onEnd: () => wrong.add('an author was cut off'),
  });
  await connection.open(port, '127.0.0.1');
  await arrived.promise;
  return { connection, number };
}

/** An author's frames: only answers matter here. */
function hear(text: string): void {
  if (text.startsWith('{"t":"events"')) return;
  const frame = JSON.parse(text) as { t: string; broadcastId?: string; error?: { code: string } };
  if (frame.t === 'alive') echoes.add(now() - aliveAt);
  if (frame.t === 'refused') wrong.add(`a creation was refused: ${frame.error?.code}`);
  if (frame.t !== 'ack') return;
  acked++;
  const at = due.get(frame.broadcastId ?? '');
  if (at !== undefined) acks.add(now() - at);
}

async function create({ rate, seconds }: NonNullable<Line['create']>): Promise<object> {
  for (const histogram of [acks, echoes]) histogram.clear();
  for (const audience of audiences) audience.begin();
  const before = { acked, heard: heardSoFar() };
  const all = Math.max(1, Math.round(rate * seconds));
  const alive = setInterval(() => {
    aliveAt = now();
    pulse?.send('{"t":"alive"}');
  }, ALIVE_MS);
  await sendAll(all, rate);
  const end = now() + QUIET_MS;
  const viewers = audiences.reduce((sum, { size }) => sum + size, 0);
  const expected = (all * viewers) / spread;
  const missing = (): boolean => acked - before.acked < all || heardSoFar() - before.heard < expected;
  while (missing() && now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  clearInterval(alive);
  if (missing()) wrong.add('not everyone saw everything');
  const [heard, ...others] = audiences.map((audience) => audience.heard());
  return {
    seen: heard?.latency,
    ack: acks.summary(),
    echo: echoes.summary(),
    deliveries: heardSoFar() - before.heard,
    wrong: [...wrong, ...[heard, ...others].flatMap((each) => each?.wrong ?? [])],
  };
}

function heardSoFar(): number {
  return audiences.reduce((sum, { deliveries }) => sum + deliveries, 0);
}

/** In turn by all authors, each at its time; what is late goes out late, under the time it was due. */
function sendAll(all: number, rate: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const start = now() + 20;
  let sent = 0;
  const step = (): void => {
    while (sent < all && start + (sent * 1000) / rate <= now()) {
      send(sent, start + (sent * 1000) / rate);
      sent++;
    }
    if (sent >= all) resolve();
    else setTimeout(step, Math.max(0, start + (sent * 1000) / rate - now()));
  };
  step();
  return promise;
}

function send(at: number, dueAt: number): void {
  const author = authors[at % authors.length];
  const broadcastId = crypto.randomUUID();
  due.set(broadcastId, dueAt);
  const comment = {
    id: crypto.randomUUID(),
    text: 'A comment of about sixty characters, as people write them.',
  };
  const operation = {
    ...{ type: 'create-conversation', broadcastId, id: crypto.randomUUID() },
    ...{ x: at % 100, y: (at * 7) % 100, comment },
  };
  author?.connection.send(JSON.stringify({ t: 'submit', i: author.number, operation }));
}
