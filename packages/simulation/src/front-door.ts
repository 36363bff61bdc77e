import { actorInfo } from '@imagechat/core/access';
import { eyesOf } from '@imagechat/core/eyes';
import type { Hub } from '@imagechat/core/hub';
import type { Identification } from '@imagechat/core/ports/identity';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { decode, parseJson } from '@imagechat/protocol/schemas/decode';
import { submitBody } from '@imagechat/protocol/schemas/messages';
import { type MadeIdentity, writeToken } from './made-identity.ts';

/** A request as it arrives: `body` is what was sent, as JSON text. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly body?: string;
}

/** What is answered; `body` as JSON text. */
export interface Response {
  readonly status: number;
  readonly body: string;
}

/** The HTTP side of a made server, with the addresses and bodies of the real one. */
export class FrontDoor {
  readonly #identity: MadeIdentity;

  constructor(identity: MadeIdentity) {
    this.#identity = identity;
  }

  /** Answers a request at a hub; never rejects. */
  async answer(hub: Hub, request: Request): Promise<Response> {
    try {
      return await this.#route(hub, request);
    } catch {
      return refused(refuse('unavailable', 'The server cannot read or save anything just now.', 2000));
    }
  }

  async #route(hub: Hub, request: Request): Promise<Response> {
    const [path = '', query = ''] = request.path.split('?');
    const [, , place, tenantId = '', what, id = ''] = path.split('/').map(decodeURIComponent);
    if (request.method === 'POST' && path === '/v1/session') return this.#session(request);
    if (place !== 'tenants') return refused(refuse('not-found', 'There is nothing at this address.'));
    if (request.method === 'POST' && what === 'operations') return this.#submit(hub, tenantId, request);
    const fields = new Map(query.split('&').map((pair) => splitPair(pair)));
    const image = { tenantId, urlId: fields.get('urlId') ?? '' };
    const who = await this.#identify(tenantId, request);
    if (!who.ok) return refused(who.refusal);
    const eyes = eyesOf(who.actor);
    if (what === 'snapshot') {
      const snapshot = await hub.snapshot(image);
      return ok({ ...snapshot.cursor, conversations: JSON.parse(snapshot.conversations(eyes)) });
    }
    if (what !== 'threads') return refused(refuse('not-found', 'There is nothing at this address.'));
    const before = fields.get('before');
    const page = await hub.thread(image, id, before === undefined ? undefined : Number(before), eyes);
    if (!page) return refused(refuse('not-found', 'This conversation is gone.'));
    return ok({ id, ...page.cursor, comments: page.comments, earlier: page.earlier });
  }

  #session({ body }: Request): Response {
    const { tenantId, name, token } = JSON.parse(body ?? '{}') as Record<string, string | undefined>;
    const contents = this.#identity.open(tenantId ?? '', token, name);
    const { actor, expiresAt } = contents;
    return ok({ token: writeToken(contents), actor: actorInfo(actor), expiresAt });
  }

  #identify(tenantId: string, { token }: Request): Promise<Identification> {
    return this.#identity.identify({
      tenantId,
      origin: null,
      ownOrigin: '',
      ...(token === undefined ? {} : { token }),
    });
  }

  async #submit(hub: Hub, tenantId: string, request: Request): Promise<Response> {
    const { body } = request;
    const json = parseJson(body ?? '');
    const decoded = json.ok ? decode(submitBody, json.value) : json;
    if (!decoded.ok) return refused(decoded.refusal);
    const who = await this.#identify(tenantId, request);
    if (!who.ok) return refused(who.refusal);
    const { urlId, facts, operation } = decoded.value;
    const image = { tenantId, urlId };
    const outcome = await hub.submit({
      image,
      actor: who.actor,
      site: '',
      operation,
      ...(facts ? { facts } : {}),
    });
    if (!outcome.accepted) return refused(outcome.refusal);
    return ok({ broadcastId: operation.broadcastId, ...outcome.cursor, at: outcome.at });
  }
}

function splitPair(pair: string): [string, string] {
  const [name = '', value = ''] = pair.split('=');
  return [name, decodeURIComponent(value)];
}

function ok(body: unknown): Response {
  return { status: 200, body: JSON.stringify(body) };
}

function refused(error: Refusal): Response {
  return { status: error.code === 'unavailable' ? 503 : 400, body: JSON.stringify({ error }) };
}
