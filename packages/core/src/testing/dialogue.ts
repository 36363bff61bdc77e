import type { Operation } from '@imagechat/protocol/catalog';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import { decodeFrame } from '@imagechat/protocol/schemas/decode';
import type { Actor } from '../access.ts';
import { Hub, type HubParts } from '../hub.ts';
import { MemoryExchange } from '../memory/bus.ts';
import { MemoryFanout } from '../memory/fanout.ts';
import { MemoryStorage } from '../memory/storage.ts';
import type { Identity } from '../ports/identity.ts';
import { decide } from '../rules/decide.ts';
import type { Session } from '../session.ts';
import { UsageMeter } from '../usage-meter.ts';
import { FakeClock, settle } from './fake-clock.ts';

/** Believes every token: `kind:id:name`. Without one, a visitor who may look. */
export const trustingIdentity: Identity = {
  forget: () => undefined,
  identify: async ({ tenantId, token }) => {
    const [kind = 'visitor', id = '', name = ''] = token?.split(':') ?? [];
    const actor = { tenantId, id, name, kind: kind as Actor['kind'], groupIds: [], verified: false };
    return { ok: true, actor, expiresAt: Number.POSITIVE_INFINITY };
  },
};

/** A hub on memory adapters with a clock to move, for tests that read as a dialogue. */
export class TestHub {
  readonly clock: FakeClock;
  readonly hub: Hub;
  readonly storage: HubParts['storage'];
  readonly #fanout = new MemoryFanout();

  constructor(parts: Partial<HubParts> & { clock?: FakeClock } = {}) {
    this.clock = parts.clock ?? new FakeClock();
    this.storage = parts.storage ?? new MemoryStorage({ decide, clock: this.clock, epoch: 'e1' });
    this.hub = new Hub({
      bus: new MemoryExchange().bus(),
      fanout: this.#fanout,
      identity: trustingIdentity,
      limiter: { take: () => 0 },
      log: () => undefined,
      meter: new UsageMeter(this.clock, Buffer.byteLength),
      decodeFrame,
      random: () => 0,
      ...parts,
      clock: this.clock,
      storage: this.storage,
    });
  }

  /** Opens a connection without saying hello. */
  connect(): TestSession {
    return new TestSession(this.hub, this.#fanout);
  }

  /** Opens a connection as the actor of a token (`kind:id:name`), past its hello. */
  async join(token = 'visitor:ada:Ada', tenantId = 'demo'): Promise<TestSession> {
    const session = this.connect();
    session.says({ t: 'hello', v: 1, tenantId, token });
    await session.hears('hello');
    return session;
  }
}

type Heard<Type extends MessageDown['t']> = Extract<MessageDown, { t: Type }>;

/** One connection's end as a test holds it: says frames, hears frames. */
export class TestSession {
  /** Everything heard and not yet asked for, oldest first. */
  readonly heard: MessageDown[] = [];
  /** Frames as they came, for tests about bytes. */
  readonly raw: string[] = [];
  closed: { code: number; reason: string } | undefined;
  /** As a browser's socket does by itself, whatever the page's timers do. */
  answersPings = false;
  readonly #session: Session;

  constructor(hub: Hub, fanout: MemoryFanout) {
    const socket = fanout.socket({
      receive: (frame) => {
        this.raw.push(frame);
        this.heard.push(JSON.parse(frame) as MessageDown);
      },
      closed: (code, reason) => {
        this.closed = { code, reason };
      },
      pinged: () => {
        if (this.answersPings) this.#session.answered();
      },
    });
    this.#session = hub.connect(socket, {
      origin: null,
      ownOrigin: 'http://localhost',
      address: '127.0.0.1',
    });
  }

  /** Sends a frame; an object as JSON, a string as it is. */
  says(frame: MessageUp | string): void {
    this.#session.receive(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The line is cut. */
  hangsUp(): void {
    this.#session.closed();
  }

  /** The next frame, which must be of this type. */
  async hears<Type extends MessageDown['t']>(type: Type): Promise<Heard<Type>> {
    await settle();
    const message = this.heard.shift();
    if (message?.t !== type) throw new Error(`expected ${type}, heard ${JSON.stringify(message)}`);
    return message as Heard<Type>;
  }

  /** Subscribes and hears the answer. */
  async watches(urlId: string, cursor?: { epoch: string; seq: number }): Promise<Heard<'subscribed'>> {
    this.says({ t: 'subscribe', ref: 1, urlId, ...(cursor ? { cursor } : {}) });
    return this.hears('subscribed');
  }
}

/** The seqs of every event among these messages, in the order they came. */
export function eventSeqs(messages: readonly MessageDown[]): number[] {
  return messages.flatMap((message) => (message.t === 'events' ? message.e.map(({ seq }) => seq) : []));
}

/** Sends an operation and hears its ack, whatever else is heard in between. */
export async function acked(session: TestSession, i: number, operation: Operation): Promise<Heard<'ack'>> {
  session.says({ t: 'submit', i, operation });
  await settle();
  const { broadcastId } = operation;
  const ack = session.heard.find((message) => message.t === 'ack' && message.broadcastId === broadcastId);
  if (ack?.t !== 'ack') throw new Error(`no ack: ${JSON.stringify(session.heard)}`);
  return ack;
}
