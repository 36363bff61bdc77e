import type { Fanout } from '@imagechat/core/ports/fanout';

/** Several fan-outs as one: a topic's sockets are those of all of them. */
export class JointFanout implements Fanout {
  readonly #parts: readonly Fanout[];

  constructor(...parts: readonly Fanout[]) {
    this.#parts = parts;
  }

  publish(topic: string, frame: string): void {
    for (const part of this.#parts) part.publish(topic, frame);
  }

  count(topic: string): number {
    return this.#parts.reduce((sum, part) => sum + part.count(topic), 0);
  }
}
