/**
 * A crowd that is cut off and comes back, each with its cursor: `{fill: {port, count}}`, `{cut: true}`, `{back: {jitterMs, seq}}`. Current is who was
 * brought to `seq`.
 */
import { listen, now, say } from '../lib/stdio.mjs';
import { loopback } from './audience.ts';
import { Connection } from './connection.ts';
import { type Dialect, dialects } from './dialects.ts';

/** Connections opened at a time: the system keeps only so many that wait for the server to take them. */
const AT_ONCE = 200;

/** How long coming back may take at most, in ms, before it counts as failed. */
const LIMIT_MS = 120_000;

interface Answer {
  readonly t: string;
  readonly epoch: string;
  readonly seq: number;
  readonly events?: readonly { readonly seq: number }[];
  readonly conversations?: readonly unknown[];
}

interface Member {
  connection: Connection;
  cursor: { readonly epoch: string; readonly seq: number } | undefined;
}

const members: Member[] = [];
const wrong = new Set<string>();
let port = 0;
let resets = 0;

interface Line {
  readonly fill?: { readonly port: number; readonly count: number };
  readonly cut?: true;
  readonly back?: { readonly jitterMs: number; readonly seq: number };
}

listen(async ({ back, cut, fill }: Line) => {
  if (fill) {
    port = fill.port;
    for (let at = 0; at < fill.count; at++) members.push({ connection: unopened(), cursor: undefined });
    await comeIn(0);
    say({ full: true });
  }
  if (cut) {
    for (const { connection } of members) connection.cut();
    say({ cut: true });
  }
  if (back) {
    resets = 0;
    const start = now();
    await comeIn(back.jitterMs);
    const tookMs = now() - start;
    if (members.some(({ cursor }) => cursor?.seq !== back.seq)) wrong.add('not everyone is current');
    say({ back: { tookMs, resets, wrong: [...wrong] } });
  }
});

function unopened(): Connection {
  return new Connection(dialects.ws, 0, { onIn: ignored, onFrame: ignored, onEnd: ignored });
}

function ignored(): void {
  // Nothing is to be heard of who was cut off.
}

/** Everyone connects at a random moment within `jitterMs`; resolves when all were answered. */
async function comeIn(jitterMs: number): Promise<void> {
  const start = now();
  const moments = members.map((member) => ({ member, at: start + Math.random() * jitterMs }));
  moments.sort((a, b) => a.at - b.at);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const mine = moments[next++];
      if (!mine) return;
      const wait = mine.at - now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      await enter(mine.member, next);
    }
  };
  const failed = setTimeout(() => {
    throw new Error('not everyone came in');
  }, LIMIT_MS);
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  clearTimeout(failed);
}

async function enter(member: Member, at: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const dialect: Dialect = {
    ...dialects.hub,
    greet(text) {
      const answer = JSON.parse(text) as Answer;
      if (answer.t === 'hello') {
        const { cursor } = member;
        return { say: [JSON.stringify({ t: 'subscribe', ref: 1, urlId: 'image-0', cursor })], in: false };
      }
      if (answer.t !== 'subscribed') return { say: [], in: false };
      follow(member, answer);
      return { say: [], in: true };
    },
  };
  member.connection = new Connection(dialect, 0, { onIn: resolve, onFrame: ignored, onEnd: ignored });
  await member.connection.open(port, loopback(at));
  await promise;
}

/** What one is answered continues where one was, without a hole, or begins anew (R1). */
function follow(member: Member, { conversations, epoch, events = [], seq }: Answer): void {
  const last = member.cursor?.seq ?? seq;
  if (conversations && member.cursor) resets++;
  if (!conversations && events.some((event, at) => event.seq !== last + 1 + at)) wrong.add('a hole');
  if (!conversations && last + events.length !== seq) wrong.add('events are missing');
  member.cursor = { epoch, seq };
}
