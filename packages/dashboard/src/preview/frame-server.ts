import { type Actor, actorInfo } from '@imagechat/core/access';
import { Hub } from '@imagechat/core/hub';
import { MemoryExchange } from '@imagechat/core/memory/bus';
import { MemoryFanout } from '@imagechat/core/memory/fanout';
import { MemoryStorage } from '@imagechat/core/memory/storage';
import type { Clock } from '@imagechat/core/ports/clock';
import type { Claim, Identity } from '@imagechat/core/ports/identity';
import { decide } from '@imagechat/core/rules/decide';
import type { DecodeFrame } from '@imagechat/core/session';
import type { Operation } from '@imagechat/protocol/catalog';
import { newId } from '@imagechat/protocol/ids';
import type { MessageUp } from '@imagechat/protocol/messages';
import { refuse } from '@imagechat/protocol/refusal';

/** Levels of replies that are taken; how many are shown is the widget's option. */
const REPLY_DEPTH = 10;

const clock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

const entropy = {
  now: () => Date.now(),
  random: (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
};

/** What arrives is our own widget's word: nobody else can speak to this server. */
const decodeFrame: DecodeFrame = (text) => ({ ok: true, value: JSON.parse(text) as MessageUp });

/** A token says who it is, to this page alone: there is nobody else here. */
function actorOf(tenantId: string, token: string | undefined): Actor {
  const [id = '', ...name] = token?.split(' ') ?? [];
  const visitor = { kind: 'visitor', groupIds: [], verified: false, withheld: ['upload'] } as const;
  return { ...visitor, tenantId, id, name: name.join(' '), replyDepth: REPLY_DEPTH };
}

const identity: Identity = {
  forget: () => undefined,
  identify: async ({ tenantId, token }: Claim) => ({
    ok: true,
    actor: actorOf(tenantId, token),
    expiresAt: Number.POSITIVE_INFINITY,
  }),
};

/**
 * The server's own rules and log, in memory, inside of this frame: what somebody tries is decided as it would be, and is gone with the frame. Nothing
 * leaves it; the frame's policy lets nothing out.
 */
export class FrameServer {
  readonly #fanout = new MemoryFanout();
  readonly #storage = new MemoryStorage({ decide, clock, epoch: 'preview' });
  readonly #hub: Hub;

  constructor() {
    const meter = { handed: nothing, connected: nothing, fetched: nothing, apiAsked: nothing };
    this.#hub = new Hub({
      ...{ clock, decodeFrame, identity, meter, fanout: this.#fanout, storage: this.#storage },
      bus: new MemoryExchange().bus(),
      limiter: { take: () => 0 },
      log: nothing,
      random: Math.random,
    });
  }

  /** Says something on an image, as somebody who was here before. */
  async says(tenantId: string, urlId: string, name: string, operation: Operation): Promise<void> {
    const actor = actorOf(tenantId, `${newId(entropy)} ${name}`);
    await this.#hub.submit({ image: { tenantId, urlId }, actor, site: '', operation });
  }

  /** Takes the place of the frame's `WebSocket` and `fetch`. */
  takeOver(page: typeof globalThis): void {
    const connect = (line: Line) => this.#connect(line);
    page.WebSocket = class extends Line {
      constructor() {
        super();
        connect(this);
      }
    } as unknown as typeof WebSocket;
    page.fetch = (async (address: string, { body }: RequestInit = {}) =>
      this.#answer(new URL(address), body)) as typeof fetch;
  }

  #connect(line: Line): void {
    const socket = this.#fanout.socket({
      receive: (data) => line.onmessage?.({ data }),
      closed: (code) => line.onclose?.({ code }),
    });
    const session = this.#hub.connect(socket, { origin: null, ownOrigin: 'http://preview', address: '' });
    line.send = (frame) => session.receive(frame);
    line.close = () => session.closed();
    setTimeout(() => line.onopen?.());
  }

  async #answer({ pathname, searchParams }: URL, body: unknown): Promise<Response> {
    if (pathname === '/v1/session') {
      // Our own widget's words.
      const asked = JSON.parse(String(body)) as { tenantId: string; name?: string; token?: string };
      const id = asked.token?.split(' ')[0] ?? newId(entropy);
      const token = `${id} ${asked.name ?? ''}`;
      const actor = actorInfo(actorOf(asked.tenantId, token));
      return Response.json({ token, actor, expiresAt: Date.now() + 1e9 });
    }
    const [, , , tenantId = '', what] = pathname.split('/');
    const urlId = searchParams.get('urlId') ?? '';
    if (what === 'people') {
      const people = await this.#storage.suggest({ tenantId, urlId }, searchParams.get('prefix') ?? '', 10);
      return Response.json({ people });
    }
    return Response.json({ error: refuse('not-found', 'Not in the preview.') }, { status: 404 });
  }
}

/** As much of a WebSocket as the widget uses. */
class Line {
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: ((event: { code: number }) => void) | undefined;
  send: (frame: string) => void = nothing;
  close: () => void = nothing;
}

function nothing(): void {
  // Nobody counts or writes down what is tried here.
}
