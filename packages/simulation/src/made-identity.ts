import type { Actor } from '@imagechat/core/access';
import type { Claim, Identification, Identity } from '@imagechat/core/ports/identity';
import { refuse } from '@imagechat/protocol/refusal';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a token of the made world says; it is its own proof. */
export interface TokenContents {
  readonly actor: Actor;
  readonly expiresAt: number;
}

const VISITOR = { kind: 'visitor', groupIds: [], verified: false, replyDepth: 2 } as const;

/** A token as text. */
export function writeToken(contents: TokenContents): string {
  return JSON.stringify(contents);
}

/** What a token says; tokens of the made world are never broken. */
export function readToken(token: string): TokenContents {
  return JSON.parse(token) as TokenContents;
}

/** Believes every token of the right tenant until it expires, and lets visitors be whoever they were before. */
export class MadeIdentity implements Identity {
  readonly #time: VirtualTime;
  readonly #tokenMs: number;
  #visitors = 0;

  constructor(time: VirtualTime, tokenMs: number) {
    this.#time = time;
    this.#tokenMs = tokenMs;
  }

  forget(): void {
    // Nothing is remembered here: a token is all there is.
  }

  async identify({ tenantId, token }: Claim): Promise<Identification> {
    if (token === undefined) {
      const actor = { tenantId, ...VISITOR, id: '', name: '' };
      return { ok: true, actor, expiresAt: Number.POSITIVE_INFINITY };
    }
    const { actor, expiresAt } = readToken(token);
    if (actor.tenantId !== tenantId || expiresAt <= this.#time.now())
      return { ok: false, refusal: refuse('invalid-token', 'This session is over. Ask for a new one.') };
    return { ok: true, actor, expiresAt };
  }

  /** A session for somebody, the same one as before when they bring a token, under a new name when they give one. */
  open(tenantId: string, before: string | undefined, name: string | undefined): TokenContents {
    const known = before === undefined ? undefined : readToken(before).actor;
    const actor: Actor =
      known?.tenantId === tenantId
        ? { ...known, name: name ?? known.name }
        : { tenantId, ...VISITOR, id: `${tenantId}-visitor-${++this.#visitors}`, name: name ?? '' };
    return { actor, expiresAt: this.#time.now() + this.#tokenMs };
  }
}

/** Some are read first, and some are banned without being told (V1). */
export function drawSuspicion(random: Random): Pick<Actor, 'premoderated' | 'shadowed'> {
  return {
    ...(random.chance(0.25) ? { premoderated: true } : {}),
    ...(random.chance(0.2) ? { shadowed: true } : {}),
  };
}
