import type { ActorInfo } from '@imagechat/protocol/actor';
import { type FullEvent, type Operation, factOf } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { EMPTY_IMAGE, type ImageState, applyEvent } from '@imagechat/protocol/state';
import { applyToThread } from '@imagechat/protocol/thread';
import { ANN } from './dialogue.ts';
import type { FakeRequest, FakeSocket } from './fake-environment.ts';
import type { FakeStream, StreamWorld } from './stream-world.ts';

/** Comments in a page, few so that threads have earlier pages. */
const PAGE = 3;

/** Operations on a comment that must be there. */
const ABOUT_COMMENTS: readonly Operation['type'][] = ['edit-comment', 'delete-comment', 'react'];

/** One line as the server sees it, on either carrier. */
interface Line {
  readonly end: FakeSocket | FakeStream;
  /** Frames on their way down, in order. */
  readonly down: MessageDown[];
  /** What the image is called here. */
  readonly i: number;
  subscribed: boolean;
}

/**
 * A server of one image, small enough to be obviously right: an array of events, answers by broadcastId. Frames travel only when the
 * test lets them, so that every interleaving of acks, echoes, foreign events, cuts and refusals can be played.
 */
export class ModelServer {
  epoch = 'e1';
  log: FullEvent[] = [];
  /** The next operation is refused with this. */
  refusing: Refusal | undefined;
  /** Catch-ups are answered with a snapshot, as when the log does not reach back. */
  forgetful = false;
  /** No socket passes. */
  blocked = false;
  readonly #environment: StreamWorld;
  readonly #answers = new Map<string, Cursor & { readonly at: number }>();
  readonly #lines = new Map<Line['end'], Line>();
  /** Lines are served in turn. */
  #turn = 0;

  constructor(environment: StreamWorld) {
    this.#environment = environment;
  }

  get state(): ImageState {
    return this.log.reduce(applyEvent, EMPTY_IMAGE);
  }

  /** All comments of a conversation, oldest first; undefined when there is none. */
  comments(id: string): readonly Comment[] | undefined {
    if (!this.state.conversations.has(id)) return undefined;
    const empty = { conversationId: id, comments: [], earlier: false };
    return this.log.reduce(
      (thread, event) => applyToThread(thread, event) ?? thread,
      empty as never as Thread,
    ).comments;
  }

  /** Lines that are not cut. */
  get lines(): readonly Line[] {
    const { sockets, streams } = this.#environment;
    for (const socket of sockets) {
      if (this.#lines.has(socket) || socket.isOver) continue;
      if (this.blocked) socket.cut();
      else {
        this.#begin(socket);
        socket.open();
      }
    }
    for (const stream of streams) {
      if (this.#lines.has(stream) || stream.isOver) continue;
      const line = this.#begin(stream);
      for (const message of [stream.body.hello, ...stream.body.subscribe]) this.#read(line, message);
    }
    return [...this.#lines.values()].filter(({ end }) => !end.isOver);
  }

  /** Cuts every line. */
  cut(): void {
    for (const { end } of this.lines) {
      if ('cut' in end) end.cut();
      else end.ends();
    }
  }

  /** Reads one frame of the client; false when there was none. */
  readOne(): boolean {
    return this.#inTurn((line) => {
      const frame = 'unread' in line.end ? line.end.unread.shift() : undefined;
      if (frame !== undefined) this.#read(line, JSON.parse(frame) as MessageUp);
      return frame !== undefined;
    });
  }

  /** Lets one frame arrive at the client; false when there was none. */
  deliverOne(): boolean {
    return this.#inTurn(({ down, end }) => {
      const message = down.shift();
      if (!message) return false;
      if ('says' in end) end.says(message);
      else end.receive(JSON.stringify(message));
      return true;
    });
  }

  /** Answers the oldest request over HTTP; with `lost`, the answer does not come back. */
  answerHttp(lost: boolean): boolean {
    const request = this.#environment.requests[0];
    if (!request) return false;
    const { status, body } = this.#http(request);
    if (lost) request.fails();
    else request.answers(status, body);
    return true;
  }

  /** Somebody else's operation, or one of ours on its way: written, and on its way to who watches. */
  accept(operation: Operation, by: ActorInfo): Cursor & { readonly at: number } {
    const known = this.#answers.get(operation.broadcastId);
    if (known) return known;
    const stamp = {
      seq: this.log.length + 1,
      broadcastId: operation.broadcastId,
      at: this.#environment.now(),
      by: by.id,
      name: by.name,
    };
    const event = factOf(operation, stamp);
    this.log.push(event);
    const answer = { epoch: this.epoch, seq: stamp.seq, at: stamp.at };
    this.#answers.set(operation.broadcastId, answer);
    this.#tell((i) => ({ t: 'events', i, e: [event] }));
    return answer;
  }

  /** History is rewound and goes on in another life (E1); whoever watches is told. */
  rewind(to: number): void {
    this.log = this.log.slice(0, to);
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    const kept = new Set(this.log.map(({ broadcastId }) => broadcastId));
    for (const [broadcastId, answer] of [...this.#answers]) {
      if (kept.has(broadcastId)) this.#answers.set(broadcastId, { ...answer, epoch: this.epoch });
      else this.#answers.delete(broadcastId);
    }
    this.#tell((i) => ({ t: 'reset', i, ...this.#snapshot() }));
  }

  #begin(end: Line['end']): Line {
    const line: Line = { end, down: [], i: 10 + this.#lines.size, subscribed: false };
    this.#lines.set(end, line);
    return line;
  }

  #inTurn(serve: (line: Line) => boolean): boolean {
    const { lines } = this;
    this.#turn++;
    return lines.some((_, at) => {
      const line = lines[(at + this.#turn) % lines.length];
      return line !== undefined && serve(line);
    });
  }

  #tell(message: (i: number) => MessageDown): void {
    for (const { down, i, subscribed } of this.lines) if (subscribed) down.push(message(i));
  }

  #read(line: Line, message: MessageUp): void {
    switch (message.t) {
      case 'hello':
        line.down.push({ t: 'hello', v: 1, now: this.#environment.now(), actor: ANN, aliveMs: 25_000 });
        break;
      case 'alive':
        line.down.push({ t: 'alive' });
        break;
      case 'identify':
        line.down.push({ t: 'identified', ref: message.ref, actor: ANN });
        break;
      case 'subscribe':
        line.subscribed = true;
        line.down.push({ t: 'subscribed', ref: message.ref, i: line.i, ...this.#missed(message.cursor) });
        break;
      case 'unsubscribe':
        line.subscribed = false;
        break;
      case 'submit': {
        const { broadcastId } = message.operation;
        const answer = this.#submit(message.operation);
        // The echo may be on its way before the ack; both orders are legal.
        if ('code' in answer) line.down.push({ t: 'refused', broadcastId, error: answer });
        else
          line.down.splice(answer.seq % 2 ? line.down.length : Math.max(0, line.down.length - 1), 0, {
            t: 'ack',
            broadcastId,
            ...answer,
          });
        break;
      }
      case 'thread': {
        const page = this.#page(message.id, message.before);
        const { ref, id } = message;
        line.down.push(
          page ? { t: 'thread', ref, id, ...page } : { t: 'refused', ref, error: refuse('not-found', '') },
        );
        break;
      }
      case 'presence':
        break;
      default:
        message satisfies never;
    }
  }

  #submit(operation: Operation): Refusal | (Cursor & { readonly at: number }) {
    const known = this.#answers.get(operation.broadcastId);
    if (known) return known;
    const refusal = this.refusing ?? this.#judge(operation);
    this.refusing = undefined;
    return refusal ?? this.accept(operation, ANN);
  }

  #judge(operation: Operation): Refusal | undefined {
    if (operation.type === 'create-conversation') {
      return this.log.some(({ id }) => id === operation.id) ? refuse('id-taken', '') : undefined;
    }
    const comments = this.comments(operation.id);
    if (!comments) return refuse('not-found', '');
    if (!ABOUT_COMMENTS.includes(operation.type)) return undefined;
    return comments.some(({ id }) => 'comment' in operation && id === operation.comment?.id)
      ? undefined
      : refuse('not-found', '');
  }

  #snapshot() {
    return { epoch: this.epoch, seq: this.log.length, conversations: [...this.state.conversations.values()] };
  }

  #missed(cursor: Cursor | undefined) {
    if (!cursor || cursor.epoch !== this.epoch || cursor.seq > this.log.length || this.forgetful)
      return this.#snapshot();
    return { epoch: this.epoch, seq: this.log.length, events: this.log.slice(cursor.seq) };
  }

  #page(id: string, before = Number.POSITIVE_INFINITY) {
    const older = this.comments(id)?.filter(({ seq }) => seq < before);
    return (
      older && {
        epoch: this.epoch,
        seq: this.log.length,
        comments: older.slice(-PAGE),
        earlier: older.length > PAGE,
      }
    );
  }

  #http(request: FakeRequest): { readonly status: number; readonly body: unknown } {
    const [, id, rest] = /threads\/([^?]+)\?urlId=[^&]*(?:&before=(\d+))?/.exec(request.path) ?? [];
    if (id !== undefined) {
      const page = this.#page(id, rest === undefined ? undefined : Number(rest));
      return page ? { status: 200, body: page } : { status: 404, body: { error: refuse('not-found', '') } };
    }
    const answer = this.#submit((request.body as { operation: Operation }).operation);
    return 'code' in answer ? { status: 400, body: { error: answer } } : { status: 200, body: answer };
  }
}

type Thread = Parameters<typeof applyToThread>[0];
