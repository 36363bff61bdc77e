import { CommitCounter } from './commit-counter.ts';
import type { Connection } from './connection.ts';
import type { Marker } from './marker.ts';

/** Keeps the marker beside the database up with it; used by whoever has the writing connection (E1). */
export class MarkKeeper {
  readonly #connection: Connection;
  readonly #counter: CommitCounter;
  readonly #marker: Marker;
  readonly #epoch: string;
  #marked: number | undefined;
  #folded: number;

  constructor(connection: Connection, marker: Marker, epoch: string) {
    this.#connection = connection;
    this.#counter = new CommitCounter(connection);
    this.#marker = marker;
    this.#epoch = epoch;
    this.#folded = marker.find()?.mark?.folded ?? 0;
  }

  /** Folds the WAL into the file and marks how far the database has come, if that is news; to be called outside a transaction. */
  mark(): void {
    const commits = this.#counter.read();
    if (commits === this.#marked && commits === this.#folded) return;
    try {
      if (this.#connection.fold()) this.#folded = commits;
    } finally {
      // On a full disk nothing can be folded in; that much can still be said.
      this.#marker.write({ epoch: this.#epoch, commits, folded: this.#folded });
      this.#marked = commits;
    }
  }
}
