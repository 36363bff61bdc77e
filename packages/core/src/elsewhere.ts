import type { Person } from '@imagechat/protocol/presence';
import type { PresenceShare } from './ports/bus.ts';

/** Who looks at one image on the other processes, as far as they said (P1). */
export class Elsewhere {
  readonly #shares = new Map<string, Pick<PresenceShare, 'viewers' | 'people'>>();

  /** Connections there, all together. */
  get viewers(): number {
    let viewers = 0;
    for (const share of this.#shares.values()) viewers += share.viewers;
    return viewers;
  }

  /** Those of them with a name; one who is on two processes is among them twice. */
  get people(): readonly Person[] {
    return [...this.#shares.values()].flatMap(({ people }) => people);
  }

  /** What a process says takes the place of what it said before. */
  take({ node, viewers, people }: PresenceShare): void {
    if (viewers > 0) this.#shares.set(node, { viewers, people });
    else this.#shares.delete(node);
  }

  /** A process is gone; true when it had said something. */
  forget(node: string): boolean {
    return this.#shares.delete(node);
  }
}
