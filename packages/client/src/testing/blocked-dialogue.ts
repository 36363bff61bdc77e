import { expect } from 'bun:test';
import { type FullEvent, type Operation, factOf } from '@imagechat/protocol/catalog';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { LiveImage } from '../api.ts';
import { ANN, Dialogue } from './dialogue.ts';
import { type FakeStream, StreamWorld } from './stream-world.ts';

/** A client whose network lets no socket through. */
export class Blocked extends Dialogue {
  readonly world: StreamWorld;

  constructor(world = new StreamWorld()) {
    super(world);
    this.world = world;
    world.fixedByte = 0;
  }

  get stream(): FakeStream {
    return this.world.stream;
  }

  /** Sockets fail until the client asks for a stream. */
  async fallBack(): Promise<void> {
    for (let tries = 0; tries < 2; tries++) {
      this.socket.cut();
      await this.world.advance(0);
    }
    await this.world.advance(0);
  }

  hello(stream = this.stream): void {
    stream.says({ t: 'hello', v: 1, now: this.world.now(), actor: ANN, aliveMs: 25_000 });
  }

  /** Answers the newest stream's subscribes: everything the first time, then no news. */
  async syncs(...conversations: readonly Conversation[]): Promise<void> {
    this.hello();
    for (const { ref, cursor } of this.stream.body.subscribe)
      this.stream.says({
        t: 'subscribed',
        ref,
        i: 70 + this.world.streams.length,
        epoch: 'e1',
        seq: 10,
        ...(cursor ? { events: [] } : { conversations }),
      });
    await this.world.advance(0);
  }

  /** A watched image on a stream, at seq 10. */
  async watchStream(...conversations: readonly Conversation[]): Promise<LiveImage> {
    const image = this.client.image('pic', { title: 'T' });
    await this.fallBack();
    this.hello();
    await this.world.advance(0);
    await this.syncs(...conversations);
    expect(this.client.connection).toMatchObject({ is: 'live', carrier: 'stream' });
    expect(image.view.status).toBe('ready');
    return image;
  }

  /** The server's number of the image on the stream of now. */
  get number(): number {
    return 70 + this.world.streams.length;
  }
}

/** What an operation becomes when the server accepts it from Ann. */
export function event(operation: Operation, seq: number): FullEvent {
  const { broadcastId } = operation;
  return factOf(operation, { seq, broadcastId, at: 1000 + seq, by: 'ann', name: 'Ann' });
}

/** Somebody's comment in `c1`. */
export function theirs(seq: number): FullEvent {
  const comment = { id: `t${seq}`, text: 'Theirs' };
  return event({ type: 'add-comment', broadcastId: `b${seq}`, id: 'c1', comment }, seq);
}
