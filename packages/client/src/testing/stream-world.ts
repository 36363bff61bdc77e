import type { MessageDown, StreamBody } from '@imagechat/protocol/messages';
import type { ClientSocket, Release, SocketEvents } from '../api.ts';
import { type StreamEnvironment, type StreamEvents, StreamSocket } from '../stream/stream-socket.ts';
import { FakeEnvironment } from './fake-environment.ts';

/** A request for a stream; the test answers it. */
export class FakeStream {
  readonly body: StreamBody;
  readonly #events: StreamEvents;
  #over = false;

  constructor(body: StreamBody, events: StreamEvents) {
    // What cannot be said in JSON does not arrive.
    this.body = JSON.parse(JSON.stringify(body)) as StreamBody;
    this.#events = events;
  }

  /** Ended, or let go of by the client. */
  get isOver(): boolean {
    return this.#over;
  }

  says(...messages: readonly MessageDown[]): void {
    for (const message of messages) this.text(`data: ${JSON.stringify(message)}\n\n`);
  }

  text(piece: string): void {
    if (!this.#over) this.#events.text(piece);
  }

  /** The answer ends, the line is cut, or (with a body) there was no stream to begin with. */
  ends(body?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.ended(body);
  }

  release(): void {
    this.#over = true;
  }
}

/** A made world with both carriers, in a page that can be hidden. */
export class StreamWorld extends FakeEnvironment implements StreamEnvironment {
  readonly streams: FakeStream[] = [];
  readonly #watchers = new Set<() => void>();
  #visible = true;

  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('the client asked for no stream');
    return stream;
  }

  openStream(events: SocketEvents): ClientSocket {
    return new StreamSocket(this, events);
  }

  postStream(body: StreamBody, events: StreamEvents): Release {
    const stream = new FakeStream(body, events);
    this.streams.push(stream);
    return () => stream.release();
  }

  visible(): boolean {
    return this.#visible;
  }

  onVisible(changed: () => void): Release {
    this.#watchers.add(changed);
    return () => {
      this.#watchers.delete(changed);
    };
  }

  /** The page is hidden, or seen again. */
  show(visible: boolean): void {
    if (this.#visible === visible) return;
    this.#visible = visible;
    for (const changed of [...this.#watchers]) changed();
  }
}
