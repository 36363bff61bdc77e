import type { eventOf } from '../lib/stdio.mjs';

/** An event as the benchmark's publishers send it. */
export type BenchEvent = ReturnType<typeof eventOf>;

/** An event that came in. */
export interface Arrival {
  readonly seq: number;
  /** When it should have been sent, in ms since 1970. */
  readonly at: number;
  /** All of it is there, in the shape it should have. */
  readonly whole: boolean;
}

/** How to speak with one kind of server: the request that opens a connection, what to say then, what a frame holds. */
export interface Dialect {
  path(image: number): string;
  /** What is said first, unasked; `in` when one is in as soon as the line is there. */
  readonly opening: readonly string[] | 'in';
  /** What a frame that is part of coming in is answered with, and whether one is in then. */
  greet?(text: string, image: number): { readonly say: readonly string[]; readonly in: boolean };
  /** The events in a frame; none when it is another frame. Called once for each frame that differs. */
  events(text: string): readonly Arrival[];
  /** What to answer to a frame that asks whether one is alive. */
  alive?(text: string): string | undefined;
}

const NOTHING = { say: [], in: false };

/** Every server there is a benchmark of. */
export const dialects = {
  hub: {
    path: () => '/v1/live',
    opening: [JSON.stringify({ t: 'hello', v: 1, tenantId: 'demo' })],
    greet(text, image) {
      const { t } = JSON.parse(text) as { t: string };
      const subscribe = JSON.stringify({ t: 'subscribe', ref: 1, urlId: `image-${image}` });
      return t === 'hello' ? { say: [subscribe], in: false } : { say: [], in: t === 'subscribed' };
    },
    events(text) {
      const frame = JSON.parse(text) as { t: string; e?: BenchEvent[] };
      return frame.t === 'events' ? (frame.e ?? []).map(arrivalOf) : [];
    },
  },
  'socket.io': {
    path: () => '/socket.io/?EIO=4&transport=websocket',
    opening: [],
    greet(text, image) {
      // Engine.IO's open, then Socket.IO's connect. "watch" is not answered; frames of one line are read in order, before any later tick.
      if (text.startsWith('0{')) return { say: ['40'], in: false };
      return text.startsWith('40{') ? { say: [`42["watch",${image}]`], in: true } : NOTHING;
    },
    events: (text) => (text.startsWith('42["event",') ? [arrivalOf(JSON.parse(text.slice(11, -1)))] : []),
    alive: (text) => (text === '2' ? '3' : undefined),
  },
  nchan: {
    opening: 'in',
    path: (image) => `/watch?id=${image}`,
    events: (text) => [arrivalOf(JSON.parse(text))],
  },
  ws: {
    opening: 'in',
    path: (image) => `/?image=${image}`,
    events: (text) => [arrivalOf(JSON.parse(text))],
  },
} satisfies Record<string, Dialect>;

/** The name of a dialect. */
export type DialectName = keyof typeof dialects;

function arrivalOf(event: BenchEvent): Arrival {
  const { at, change, comment, seq } = event;
  return { seq, at, whole: change === 'comment-added' && typeof comment.text === 'string' };
}
