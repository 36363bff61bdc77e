// Changes asked for, until their answer comes (SPEC §6, §11).
import { type Answer, type Refusal, timedOut } from './line.ts';

/** What is asked for: these fields, and what its `type` takes besides. */
export type Operation = { type: string; broadcastId: string; id: string; [field: string]: unknown };
/** Durable as event `seq`, or an `error`. Submitting the same `operation` again is always safe (O2). */
export type Outcome = { operation: Operation; seq?: number; error?: Refusal };

/** A conversation with its first comment, at a place in percent. */
export function createConversation(x: number, y: number, text: string): Operation {
  return {
    type: 'create-conversation',
    broadcastId: newId(),
    id: newId(),
    x,
    y,
    comment: { id: newId(), text },
  };
}

/** Another comment in the conversation `id`. */
export function addComment(id: string, text: string): Operation {
  return { type: 'add-comment', broadcastId: newId(), id, comment: { id: newId(), text } };
}

function newId(): string {
  return crypto.randomUUID();
}

type Call = { operation: Operation; settle: (answer: Answer) => void };

const LARGEST = 65_000; // bytes; a frame of 65,536 is read, with the fields around the operation
const tooLarge: Refusal = { code: 'too-large', message: 'This is too long.', retry: false };

/** The operations in flight on the socket. */
export class Operations {
  readonly #calls = new Set<Call>();
  readonly #send: (operation: Operation) => void;

  constructor(send: (operation: Operation) => void) {
    this.#send = send;
  }

  /** Sends an operation. Too large a frame is refused without saying whose it was (W3, W4), so none is sent. */
  submit(operation: Operation): Promise<Answer> {
    const { length } = new TextEncoder().encode(JSON.stringify(operation));
    if (length > LARGEST) return Promise.resolve({ error: tooLarge });
    return new Promise((settle) => {
      this.#calls.add({ operation, settle });
      this.#send(operation);
    });
  }

  /** The line is back: whatever happened to the first try, each counts once. */
  submitAgain(): void {
    for (const { operation } of this.#calls) this.#send(operation);
  }

  /** An ack, a refusal, or the event itself. */
  settle(broadcastId: string, answer: Answer): void {
    for (const call of this.#calls) if (call.operation.broadcastId === broadcastId) this.#end(call, answer);
  }

  /** O4: from a cut on nobody waits longer than 10 s; a later catch-up may still show that it succeeded. */
  giveUpLater(): void {
    for (const call of this.#calls) setTimeout(() => this.#end(call, { error: timedOut }), 10_000);
  }

  #end(call: Call, answer: Answer): void {
    this.#calls.delete(call);
    call.settle(answer);
  }
}
