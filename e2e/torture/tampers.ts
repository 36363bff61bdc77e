import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import { freshId } from '../support/wire-client.ts';
import type { ConnectionTap } from './client-tap.ts';
import type { Tamper } from './environment.ts';

/** Frames before something goes wrong: by then there is something to lose. From then on every chance is taken until one worked. */
const AFTER = 40;

/** Whose ears are tampered with. */
const VICTIM = 'Reader 1';

/** What a test says whose tamper or spoil found nothing to break: nothing is known then about the checks. */
export const NEVER_ACTED = 'the tamper never acted';

/*
 * Servers, lines and disks that are broken on purpose, each in one place, after a while: what the checks must notice. Each is done only
 * when its harm is certain, whatever else happened meanwhile: a frame that the client would have dropped is not tampered with.
 */

/** Leaves one event out of what one reader hears, and does not close the line. */
export function dropsAnEvent(): Tamper {
  return once(({ e, ...frame }) => ({ ...frame, e: e.slice(0, -1) }));
}

/** One frame reaches one reader after the next one of its image. */
export function reordersFrames(): Tamper {
  let kept: EventsFrame | undefined;
  let frames = 0;
  const tamper = {
    done: false,
    down: (person: string, frame: string, wire: ConnectionTap): readonly string[] => {
      const message = JSON.parse(frame) as MessageDown;
      if (tamper.done || person !== VICTIM || message.t !== 'events') return [frame];
      // A line that broke meanwhile has healed the harm.
      if (kept && !isNews(kept, wire)) kept = undefined;
      if (kept?.i === message.i) {
        tamper.done = true;
        return [frame, JSON.stringify(kept)];
      }
      if (kept || ++frames < AFTER || !isNews(message, wire)) return [frame];
      kept = message;
      return [];
    },
  };
  return tamper;
}

/** Two events change places within a frame. */
export function reordersAFrame(): Tamper {
  return once(({ e, ...frame }) => (e.length < 2 ? undefined : { ...frame, e: e.toReversed() }));
}

/** One event comes twice, the second time under the next number. */
export function doublesAnEvent(): Tamper {
  return once(({ e, ...frame }) => {
    const last = e.at(-1);
    return last?.type && { ...frame, e: [...e, { ...last, seq: last.seq + 1 }] };
  });
}

/** The server says yes to an operation that it never wrote: where its event would be is the one that began the image. */
export function acksWhatIsLost(): Tamper {
  let submits = 0;
  let epoch = '';
  const tamper = {
    done: false,
    up: (
      _person: string,
      frame: string,
      hear: (frame: string, heard: () => void) => void,
    ): readonly string[] => {
      const message = JSON.parse(frame) as MessageUp;
      if (tamper.done || !addsAComment(message) || ++submits < AFTER || epoch === '') return [frame];
      const { broadcastId } = message.operation;
      const ack = { t: 'ack', broadcastId, epoch, seq: 1, at: Date.now() };
      hear(JSON.stringify(ack), () => {
        tamper.done = true;
      });
      return [];
    },
    down: (_person: string, frame: string): readonly string[] => {
      epoch = /"epoch":"([^"]+)"/.exec(frame)?.[1] ?? epoch;
      return [frame];
    },
  };
  return tamper;
}

/** One operation takes effect twice, the second time under a name of its own. */
export function appliesTwice(): Tamper {
  let submits = 0;
  const extra = new Set<string>();
  const tamper = {
    done: false,
    up: (_person: string, frame: string): readonly string[] => {
      const message = JSON.parse(frame) as MessageUp;
      if (tamper.done || !addsAComment(message) || ++submits < AFTER) return [frame];
      const { operation } = message;
      const comment = { ...operation.comment, id: freshId() };
      const again = { ...message, operation: { ...operation, comment, broadcastId: freshId() } };
      extra.add(again.operation.broadcastId);
      return [frame, JSON.stringify(again)];
    },
    // Some are refused, as the one they repeat: its conversation may be gone.
    down: (_person: string, frame: string): readonly string[] => {
      const message = JSON.parse(frame) as MessageDown;
      const isOurs = (message.t === 'ack' || message.t === 'refused') && extra.has(message.broadcastId ?? '');
      if (isOurs && message.t === 'ack') tamper.done = true;
      // The client knows nothing of them.
      return isOurs ? [] : [frame];
    },
  };
  return tamper;
}

/** One reader is given a snapshot with a conversation that nobody began. */
export function liesInASnapshot(): Tamper {
  const tamper = {
    done: false,
    down: (person: string, frame: string, wire: ConnectionTap): readonly string[] => {
      const message = JSON.parse(frame) as MessageDown;
      if (tamper.done || person !== VICTIM || message.t !== 'subscribed') return [frame];
      if (!message.conversations || !wire.awaits(message.ref)) return [frame];
      tamper.done = true;
      const invented = {
        ...{ id: freshId(), x: 1, y: 2, placeSeq: 1, resolved: false, by: 'nobody', name: 'Nobody' },
        ...{ createdAt: 0, count: 0, latestSeq: 0, opening: null },
      };
      return [JSON.stringify({ ...message, conversations: [...message.conversations, invented] })];
    },
  };
  return tamper;
}

/** The disk forgets the last event of an image, as one does that was not told to sync. */
export function forgetsTheLastEvent(dataDir: string): void {
  spoil(
    dataDir,
    `delete from events where (image_id, seq) in
     (select image_id, max(seq) from events where tenant_id = 'demo' and image_id =
       (select id from images where url_id like 'https://torture.test/%' order by id limit 1))`,
  );
}

/** Usage is written down that was never handed out. */
export function overcharges(dataDir: string): void {
  spoil(dataDir, "update usage_totals set bandwidth = bandwidth + 1 where tenant_id = 'demo'");
}

/** A comment was made and never counted. */
export function forgetsToCount(dataDir: string): void {
  spoil(
    dataDir,
    "update usage_created set comments = comments - 1 where tenant_id = 'demo' and comments > 0",
  );
}

type EventsFrame = Extract<MessageDown, { t: 'events' }>;
type AddsAComment = Extract<MessageUp, { t: 'submit' }> & {
  readonly operation: { readonly type: 'add-comment' };
};

function addsAComment(message: MessageUp): message is AddsAComment {
  return message.t === 'submit' && message.operation.type === 'add-comment';
}

/** Whether the client will take this frame in, from its first event on. */
function isNews({ i, e }: EventsFrame, wire: ConnectionTap): boolean {
  return e[0] !== undefined && e[0].seq === wire.next(i);
}

/** Changes one frame of events that one person hears: the first late enough for which `change` has another. */
function once(change: (frame: EventsFrame) => EventsFrame | undefined): Tamper {
  let frames = 0;
  const tamper = {
    done: false,
    down: (person: string, frame: string, wire: ConnectionTap): readonly string[] => {
      const message = JSON.parse(frame) as MessageDown;
      if (tamper.done || person !== VICTIM || message.t !== 'events' || ++frames < AFTER) return [frame];
      const changed = isNews(message, wire) ? change(message) : undefined;
      if (!changed) return [frame];
      tamper.done = true;
      return [JSON.stringify(changed)];
    },
  };
  return tamper;
}

/** Changes the database of a stopped server. @throws when nothing changes by it */
export function spoil(dataDir: string, sql: string): void {
  const database = new Database(join(dataDir, 'imagechat.db'), { readwrite: true });
  const { changes } = database.run(sql);
  database.close();
  if (changes === 0) throw new Error(NEVER_ACTED);
}
