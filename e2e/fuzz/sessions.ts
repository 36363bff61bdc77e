import type { MessageDown } from '@imagechat/protocol/messages';
import { CORPUS } from './corpus.ts';
import { NO_BROWSER, RenewedServer } from './in-process-server.ts';
import type { Mutator } from './mutator.ts';
import { type Target, must, target } from './target.ts';

/** Frames of one session, after a hello and two images watched. */
type Frames = readonly string[];

/** Sequences after which the server is put together anew. */
const RENEWED_EVERY = 400;

/** Far longer than anything in memory takes to answer, in milliseconds. */
const PATIENCE = 3000;

const LAST_REF = 424_242;

/** The last frame said: its answer tells that all others were read. */
export const LAST_FRAME = JSON.stringify({ t: 'thread', ref: LAST_REF, i: 1, id: 'none' });

/** A hub's session and what becomes of it, on a socket in memory. */
export function sessions(share: number): Target {
  const servers = new RenewedServer(RENEWED_EVERY);
  return target({
    name: 'sessions of the hub',
    share,
    make,
    run: async (frames: Frames) => {
      const server = await servers.use();
      const heard: string[] = [];
      const socket = {
        closed: undefined as number | undefined,
        send: (frame: string) => void heard.push(frame),
        join: () => undefined,
        leave: () => undefined,
        ping: () => undefined,
        close(code: number) {
          socket.closed = code;
        },
      };
      const session = server.composition.hub.connect(socket as never, NO_BROWSER);
      const start = [
        { t: 'hello', v: 1, tenantId: 'demo', token: server.token },
        { t: 'subscribe', ref: 1, urlId: 'a' },
        { t: 'subscribe', ref: 2, urlId: 'b' },
      ];
      for (const message of start) session.receive(JSON.stringify(message));
      await soon(() => heard.length >= start.length);
      const numbers = numbersIn(heard);
      for (const frame of [...frames, LAST_FRAME]) session.receive(aimed(frame, numbers));
      // A session that lives answers the last frame, or had a reason to close before.
      const lives = await soon(() => socket.closed !== undefined || heard.some(answersLast));
      must(lives, () => 'the session does not answer any more');
      const answers = heard
        .slice(start.length)
        .filter((frame) => !answersLast(frame))
        .map(codeOf);
      session.closed();
      server.mustBeWell();
      must(!answers.includes('refused unavailable'), () => 'it says that it cannot read or write');
      const rest = Math.max(0, frames.length - answers.length);
      const unanswered = socket.closed === undefined ? 'not answered' : `closed ${socket.closed}`;
      return [...answers.slice(0, frames.length), ...Array.from({ length: rest }, () => unanswered)];
    },
    close: () => servers.close(),
  });
}

function make(mutator: Mutator): Frames {
  const { random } = mutator;
  const count = random.between(1, 12);
  return Array.from({ length: count }, () => {
    if (random.chance(0.15)) return mutator.text(random.pick(CORPUS.texts.frames) ?? '');
    const frame = random.pick(CORPUS.framesUp);
    return random.chance(0.25) ? JSON.stringify(frame) : mutator.jsonText(frame);
  });
}

/** What a frame down says, in a word or two. */
export function codeOf(frame: string): string {
  const message = JSON.parse(frame) as MessageDown;
  return message.t === 'refused' ? `refused ${message.error.code}` : message.t;
}

/** The numbers of the images that are watched, as the answers tell them. */
export function numbersIn(heard: readonly string[]): readonly string[] {
  return heard.flatMap((frame) => /"t":"subscribed".*?"i":(\d+)/.exec(frame)?.[1] ?? []);
}

/** The frame, with the number of a watched image in the place of 1, 2 and 3. */
export function aimed(frame: string, numbers: readonly string[]): string {
  const aim = (at: string) => numbers[Number(at) % Math.max(1, numbers.length)] ?? at;
  return frame.replace(/"i":([123])(?=[,}])/, (_, at: string) => `"i":${aim(at)}`);
}

/** Whether a frame down answers the last one up. */
export function answersLast(frame: string): boolean {
  return frame.includes(`"ref":${LAST_REF}`);
}

/** Waits for what needs no more than a few turns of the event loop. */
async function soon(is: () => boolean): Promise<boolean> {
  const end = performance.now() + PATIENCE;
  while (!is() && performance.now() < end) await new Promise<void>((resolve) => setImmediate(resolve));
  return is();
}
