import type { Actor } from '@imagechat/core/access';
import type { Operation, OperationType } from '@imagechat/protocol/catalog';
import { newId } from '@imagechat/protocol/ids';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import type { Request } from './front-door.ts';
import { type Choices, FREQUENCY, generators } from './generators.ts';
import type { ConnectionTap, History } from './history.ts';
import type { Written } from './image-book.ts';
import type { Line } from './line.ts';
import type { LogBook } from './log-book.ts';
import { drawSuspicion, writeToken } from './made-identity.ts';
import { Past } from './person.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a stranger is made of. */
export interface StrangerParts {
  readonly name: string;
  readonly tenantId: string;
  readonly line: Line;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly history: History;
  readonly book: LogBook;
  readonly urlIds: readonly string[];
  /** Tells others that it is here, now and then (P1). */
  readonly announces: boolean;
}

interface Connected {
  readonly tap: ConnectionTap;
  send(frame: string): void;
  close(code: number): void;
  /** Image numbers heard of here. */
  readonly numbers: number[];
}

const DEEDS = {
  subscribe: 6,
  unsubscribe: 1,
  thread: 4,
  submit: 8,
  twice: 3,
  post: 6,
  repeat: 6,
  nonsense: 3,
  hangUp: 1,
  /** In about half of the worlds. */
  announce: 0,
};

/** Frames and bodies nobody should send. */
const NONSENSE = [
  '',
  'null',
  '[]',
  '{"t":"nothing"}',
  '{"t":"submit","i":1}',
  '{"t":"submit","i":99,"operation":{"type":"delete-conversation","broadcastId":"x","id":"y"}}',
  '{"t":"subscribe","ref":4000000,"urlId":""}',
  '{"t":"thread","ref":-1,"i":1,"id":"a b"}',
  '{"t":"hello","v":1,"tenantId":"nobody"}',
];

/** A client that is not ours: speaks the protocol by hand, from any cursor, with ids of others, the same thing twice, and nonsense. */
export class Stranger {
  readonly #parts: StrangerParts;
  readonly #actor: Actor;
  #connected: Connected | undefined;
  #ref = 0;

  constructor(parts: StrangerParts) {
    const { name, random, tenantId } = parts;
    this.#parts = parts;
    const kind = random.oneOf<Actor['kind']>('visitor', 'user', 'moderator', 'admin', 'api-key');
    const suspicion = kind === 'visitor' || kind === 'user' ? drawSuspicion(random) : {};
    this.#actor = { tenantId, id: `${name}-id`, kind, name, groupIds: null, verified: true, ...suspicion };
  }

  /** What was asked on the living line and not answered. */
  get unanswered(): readonly string[] {
    return this.#connected?.tap.check.unanswered ?? [];
  }

  /** Does one thing. */
  act(): void {
    const { random, urlIds } = this.#parts;
    const urlId = random.pick(urlIds) ?? '';
    const line = this.#connected ?? this.#connect();
    switch (random.weighted({ ...DEEDS, announce: this.#parts.announces ? 8 : 0 })) {
      case 'subscribe':
        this.#subscribe(line, urlId);
        break;
      case 'unsubscribe':
        this.#say(line, { t: 'unsubscribe', i: this.#number(line) });
        break;
      case 'thread':
        this.#thread(line, urlId);
        break;
      case 'submit': {
        const operation = this.#operation(urlId);
        if (operation) this.#say(line, { t: 'submit', i: this.#number(line), operation });
        break;
      }
      case 'twice': {
        const operation = this.#operation(urlId);
        if (!operation) return;
        const submit = { t: 'submit', i: this.#number(line), operation } as const;
        this.#say(line, submit);
        this.#say(line, submit);
        break;
      }
      case 'post': {
        const operation = this.#operation(urlId);
        if (operation) this.#post(urlId, operation, this.#actor);
        break;
      }
      case 'repeat':
        this.#repeat(urlId);
        break;
      case 'nonsense':
        this.#nonsense(line);
        break;
      case 'announce':
        this.#announce(line, urlId);
        break;
      case 'hangUp':
        this.#connected = undefined;
        line.close(1000);
        break;
    }
  }

  #thread(line: Connected, urlId: string): void {
    const { random } = this.#parts;
    const id = this.#past(urlId).conversation() ?? 'none';
    const before = random.chance(0.5) ? {} : { before: random.between(0, 40) };
    this.#say(line, { t: 'thread', ref: ++this.#ref, i: this.#number(line), id, ...before });
  }

  #announce(line: Connected, urlId: string): void {
    const typing = this.#parts.random.chance(0.5) ? (this.#past(urlId).conversation() ?? null) : null;
    this.#say(line, { t: 'presence', i: this.#number(line), typing });
  }

  #connect(): Connected {
    const { history, line, name, tenantId } = this.#parts;
    const tap = history.connection(tenantId, name);
    const numbers: number[] = [];
    const hello = JSON.stringify({ t: 'hello', v: 1, tenantId, token: this.#token(this.#actor) });
    const socket = line.open(
      {
        opened: () => connected.send(hello),
        heard: (frame) => {
          tap.heard(frame);
          const message = JSON.parse(frame) as MessageDown;
          if (message.t === 'subscribed') numbers.push(message.i);
        },
        answersPings: () => true,
        closed: () => {
          if (this.#connected === connected) this.#connected = undefined;
        },
      },
      tap,
    );
    const connected: Connected = {
      tap,
      numbers,
      send: (frame) => {
        if (frame === hello) tap.said(frame);
        socket.send(frame);
      },
      close: (code) => socket.close(code),
    };
    this.#connected = connected;
    return connected;
  }

  /** From nowhere, from any cursor there was, from one that is still to come, from another life. */
  #subscribe(line: Connected, urlId: string): void {
    const { book, random, tenantId } = this.#parts;
    const { epoch, head } = book.image({ tenantId, urlId });
    const seq = random.between(0, head + 2);
    const other = book.epochs.length > 1 ? random.pick(book.epochs) : 'e0';
    const cursor = random.oneOf(undefined, { epoch, seq }, { epoch: other ?? epoch, seq });
    this.#say(line, { t: 'subscribe', ref: ++this.#ref, urlId, ...(cursor ? { cursor } : {}) });
  }

  /** Something that was accepted is asked again: by whom it was, or by somebody else under their id. */
  #repeat(urlId: string): void {
    const { book, random, tenantId } = this.#parts;
    const written: Written | undefined = random.pick(book.image({ tenantId, urlId }).written);
    if (!written) return;
    const { actor, operation } = written.submission;
    this.#post(urlId, operation, random.chance(0.8) ? actor : this.#actor);
  }

  #post(urlId: string, operation: Operation, actor: Actor): void {
    this.#exchange({
      method: 'POST',
      path: `/v1/tenants/${this.#parts.tenantId}/operations`,
      token: this.#token(actor),
      body: JSON.stringify({ urlId, operation }),
    });
  }

  #exchange(request: Request): void {
    const { history, line, name, tenantId } = this.#parts;
    const tap = history.exchange(tenantId, name, request);
    // Whether an answer arrives is nothing to a stranger; what it says was seen at the server's end.
    line.exchange(request, tap).catch(() => undefined);
  }

  #nonsense(line: Connected): void {
    const { random, tenantId } = this.#parts;
    const body = random.pick(NONSENSE) ?? '';
    if (random.chance(0.5)) line.send(body);
    else this.#exchange({ method: 'POST', path: `/v1/tenants/${tenantId}/operations`, body });
  }

  #operation(urlId: string): Operation | undefined {
    return generators[this.#parts.random.weighted<OperationType>(FREQUENCY)](this.#choices(urlId));
  }

  #choices(urlId: string): Choices {
    const { name, random } = this.#parts;
    const past = this.#past(urlId);
    const fresh = (): string => newId({ now: () => 0, random: (bytes) => random.fill(bytes) });
    const conversation = (): string | undefined => past.conversation();
    return {
      random,
      marker: name,
      id: (kind) => {
        if (random.chance(0.7)) return fresh();
        return (kind === 'comment' ? past.comment()?.commentId : conversation()) ?? fresh();
      },
      broadcastId: fresh,
      conversation,
      comment: () => past.comment(),
      placeSeq: () => random.between(0, 30),
    };
  }

  #say(line: Connected, message: MessageUp): void {
    line.send(JSON.stringify(message));
  }

  #number({ numbers }: Connected): number {
    const { random } = this.#parts;
    return random.chance(0.1) ? random.between(0, 9) : (random.pick(numbers) ?? 1);
  }

  #past(urlId: string): Past {
    const { book, random, tenantId } = this.#parts;
    return new Past(book.image({ tenantId, urlId }), random);
  }

  #token(actor: Actor): string {
    return writeToken({ actor, expiresAt: this.#parts.time.now() + 3_600_000 });
  }
}
