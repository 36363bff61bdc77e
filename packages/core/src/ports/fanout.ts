/** The sending half of one live connection. Frames are JSON text. */
export interface Socket {
  /** Hands a frame to the connection; order is kept with frames published to its topics. */
  send(frame: string): void;
  /** From now on gets what is published on `topic`; takes effect before the call returns. */
  join(topic: string): void;
  leave(topic: string): void;
  /** Asks the other end to answer on the transport's own level, where a page's throttled timers do not matter; the answer is told to `Session.answered`. */
  ping(): void;
  /** Closes with a code of `protocol/close-codes` and a short reason. Later sends are dropped. */
  close(code: number, reason: string): void;
}

/** One frame to many connections: a loop in memory, native publish in Bun. */
export interface Fanout {
  /** Hands the frame, encoded once, to every socket on the topic (O3). A socket that cannot take it is closed, never skipped (K1). */
  publish(topic: string, frame: string): void;
  /** How many sockets are on the topic now. */
  count(topic: string): number;
}
