// An Image Chat client written from packages/protocol/SPEC.md alone; § and rule ids point there.
import { type Conversation, type Cursor, type ImageEvent, applyToImage } from './image.ts';
import { type Frame, Line, type Refusal, type Visitor, openSession, post } from './line.ts';
import { type Operation, Operations, type Outcome } from './operations.ts';
import { type Page, Threads } from './threads.ts';

/** Who watches which image. `changed` is called with each event, and without one when a state or page came. */
export type Options = Visitor & { urlId: string; changed?: (event?: ImageEvent) => void };

const SUBSCRIBE = 0; // the `ref` of every `subscribe`; threads count theirs from 1
type State = { i: number; conversations?: Conversation[]; events: ImageEvent[]; e: ImageEvent[] };
type Received = State & Page & { broadcastId: string; error: Refusal };

/** Opens a session and begins to watch. Throws when the server cannot be reached or refuses. */
export async function openStranger(options: Options): Promise<Stranger> {
  return new Stranger(options, await openSession(options));
}

/** One visitor watching one image. */
export class Stranger {
  /** The image's conversations at `cursor`; both stay while the line is down (§9). */
  readonly conversations = new Map<string, Conversation>();
  cursor: Cursor | undefined;
  /** What was opened with `threads.open`, in `threads.loaded`. */
  readonly threads = new Threads((ref, wanted) => this.#send({ t: 'thread', ref, ...wanted }));
  /** `line.close()` ends everything; `line.trouble` tells why the server did. */
  readonly line: Line;
  readonly #options: Options;
  readonly #operations = new Operations((operation) => this.#send({ t: 'submit', operation }));
  /** The image's number on this connection while it is watched. */
  #image: number | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options, token: string) {
    this.#options = options;
    this.line = new Line(options, token, {
      opened: () => this.#subscribe(),
      heard: ({ t, ...frame }) => this.#hear(t, frame as Received),
      lost: () => this.#lost(),
    });
  }

  /** Whether events come in as they happen. */
  get live(): boolean {
    return this.#image !== undefined;
  }

  /** Asks for a change: on the socket, or by HTTP while there is none (O4). */
  async submit(operation: Operation): Promise<Outcome> {
    const { server, tenantId, urlId } = this.#options;
    const path = `/v1/tenants/${encodeURIComponent(tenantId)}/operations`;
    const answer = this.live
      ? await this.#operations.submit(operation)
      : await post(server, path, { urlId, operation }, this.line.token);
    return { operation, ...answer };
  }

  #send(frame: Frame): void {
    if (this.live) this.line.send({ ...frame, i: this.#image });
  }

  #subscribe(): void {
    this.#image = undefined; // what still comes under the former number is not meant (W8)
    this.line.send({ t: 'subscribe', ref: SUBSCRIBE, urlId: this.#options.urlId, cursor: this.cursor });
  }

  #hear(t: string, frame: Received): void {
    const { i, ref, seq, broadcastId, error } = frame;
    if (t === 'subscribed') this.#subscribed(frame);
    else if (t === 'thread' && this.threads.join(frame, this.cursor)) this.#options.changed?.();
    else if (t === 'ack') this.#operations.settle(broadcastId, { seq });
    else if (t === 'refused' && broadcastId) this.#operations.settle(broadcastId, { error });
    else if (t === 'refused' && ref === SUBSCRIBE) this.#notSubscribed(error);
    else if (t === 'refused' && ref) this.threads.refused(ref);
    else if (i !== this.#image) return;
    else if (t === 'events') this.#apply(frame.e);
    else if (t === 'reset') this.#subscribed(frame);
    else if (t === 'unsubscribed') this.line.close(error);
  }

  /** A `subscribed`, or a `reset`, which says the same unasked. */
  #subscribed({ i, epoch, seq, conversations, events }: Received): void {
    this.#image = i;
    if (!conversations) this.#apply(events);
    else {
      this.cursor = { epoch, seq }; // R1: whole state replaces all there was
      this.conversations.clear();
      for (const conversation of conversations) this.conversations.set(conversation.id, conversation);
      this.#options.changed?.();
    }
    this.threads.askAgain({ loadedToo: conversations !== undefined });
    this.#operations.submitAgain();
  }

  #notSubscribed(error: Refusal): void {
    if (!error.retry) this.line.close(error);
    else this.#later = setTimeout(() => this.#subscribe(), error.retryAfterMs ?? 5000);
  }

  #apply(events: ImageEvent[]): void {
    for (const event of events) {
      const { epoch, seq } = this.cursor ?? { epoch: '', seq: 0 };
      if (event.seq > seq + 1) this.#subscribe(); // R1: something is missing, nothing after it may be applied
      if (event.seq > seq + 1) return;
      if (event.seq <= seq) continue;
      this.cursor = { epoch, seq: event.seq };
      applyToImage(this.conversations, event);
      this.threads.apply(event);
      this.#operations.settle(event.broadcastId, { seq: event.seq });
      this.#options.changed?.(event);
    }
  }

  #lost(): void {
    this.#image = undefined;
    clearTimeout(this.#later);
    this.#operations.giveUpLater();
  }
}
