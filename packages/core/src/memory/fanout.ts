import type { Fanout, Socket } from '../ports/fanout.ts';

/** Where a memory socket's frames go. */
export interface FrameSink {
  receive(frame: string): void;
  closed(code: number, reason: string): void;
  /** The server asks for a sign of life; one without this is mute. */
  pinged?(): void;
}

/** Fan-out as a loop over the sockets of a topic. */
export class MemoryFanout implements Fanout {
  readonly #topics = new Map<string, Set<FrameSink>>();

  /** The server's end of a connection whose frames go to `sink`. */
  socket(sink: FrameSink): Socket {
    const topics = new Set<string>();
    let open = true;
    const leave = (topic: string): void => {
      topics.delete(topic);
      this.#leave(topic, sink);
    };
    return {
      send: (frame) => {
        if (open) sink.receive(frame);
      },
      join: (topic) => {
        if (!open) return;
        topics.add(topic);
        this.#join(topic, sink);
      },
      leave,
      ping: () => {
        if (open) sink.pinged?.();
      },
      close: (code, reason) => {
        if (!open) return;
        open = false;
        for (const topic of topics) leave(topic);
        sink.closed(code, reason);
      },
    };
  }

  publish(topic: string, frame: string): void {
    for (const sink of this.#topics.get(topic) ?? []) sink.receive(frame);
  }

  count(topic: string): number {
    return this.#topics.get(topic)?.size ?? 0;
  }

  #join(topic: string, sink: FrameSink): void {
    const sinks = this.#topics.get(topic) ?? new Set();
    sinks.add(sink);
    this.#topics.set(topic, sinks);
  }

  #leave(topic: string, sink: FrameSink): void {
    const sinks = this.#topics.get(topic);
    if (sinks?.delete(sink) && sinks.size === 0) this.#topics.delete(topic);
  }
}
