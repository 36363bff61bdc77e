import type { Actor } from './access.ts';
import type { Limiter } from './ports/limiter.ts';

/**
 * What comes in over one connection, held against what it, its address, its actor and its tenant may do. Every method answers 0, or
 * after how many ms it may.
 */
export class Pace {
  readonly #limiter: Limiter;
  readonly #address: string;
  readonly #connection: string;

  /** `address` is where the connection comes from, `connection` a name no other one has. */
  constructor(limiter: Limiter, address: string, connection: string) {
    this.#limiter = limiter;
    this.#address = address;
    this.#connection = connection;
  }

  /** One frame of about so many bytes. */
  frame(bytes: number): number {
    const limiter = this.#limiter;
    // The connection first: what it must not do costs its neighbours at the same address nothing.
    return (
      limiter.take('connection-frame', this.#connection) ||
      limiter.take('connection-bytes', this.#connection, bytes) ||
      limiter.take('frame', this.#address) ||
      limiter.take('bytes', this.#address, bytes)
    );
  }

  /** The connection turned out to be the tenant's. */
  arrival(tenantId: string): number {
    return this.#limiter.take('tenant-arrival', tenantId);
  }

  subscribe(tenantId: string): number {
    return this.#limiter.take('subscribe', `${tenantId}/${this.#address}`);
  }

  operation(actor: Actor): number {
    return operationWait(this.#limiter, actor, this.#address);
  }
}

/**
 * Takes one operation from what an actor, its address and its tenant may do, on whatever way it came: 0, or after how many ms it may. A
 * tenant's own server speaks for everyone, so for an API key only the tenant's limit counts.
 */
export function operationWait(limiter: Limiter, { tenantId, id, kind }: Actor, address: string): number {
  const own =
    kind === 'api-key'
      ? 0
      : limiter.take('operation', `${tenantId}/${id}`) || limiter.take('address-operation', address);
  return own || limiter.take('tenant-operation', tenantId);
}
