import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageFacts, MessageDown, Subscribe } from '@imagechat/protocol/messages';

interface StreamImage {
  readonly urlId: string;
  readonly facts: ImageFacts | undefined;
  /** The client's subscribe that waits for its answer. */
  ref: number | undefined;
  /** The position of what was told. */
  cursor: Cursor | undefined;
  /** One said that one is here. */
  here: boolean;
}

/**
 * The images watched over a stream carrier, under numbers of our own that outlive each single stream: what a stream says is told under
 * them, and of what a new stream says only what is new (R1).
 */
export class StreamImages {
  readonly #images = new Map<number, StreamImage>();
  /** Our numbers by those of the stream of now. */
  #numbers = new Map<number, number>();
  #last = 0;

  /** The client wants to watch an image, anew if it did already. */
  add({ ref, urlId, facts, cursor }: Subscribe): void {
    for (const [number, image] of this.#images) if (image.urlId === urlId) this.#images.delete(number);
    this.#images.set(++this.#last, { ref, urlId, facts, cursor, here: false });
  }

  remove(number: number): void {
    this.#images.delete(number);
  }

  /** One is here; true when the stream of now was asked for without saying so. */
  isHere(number: number): boolean {
    const image = this.#images.get(number);
    const isNew = image !== undefined && !image.here;
    if (image) image.here = true;
    return isNew;
  }

  /** The image behind a number of ours. */
  get(number: number): Pick<StreamImage, 'urlId' | 'facts'> | undefined {
    return this.#images.get(number);
  }

  /**
   * What a new stream is asked for: every image from where it stands, or anew when somebody else speaks on it, who may see more or less
   * (V1). What is known of it travels with operations.
   */
  ask(anew: boolean): readonly Subscribe[] {
    this.#numbers = new Map();
    if (anew) for (const image of this.#images.values()) image.cursor = undefined;
    return Array.from(this.#images, ([ref, { urlId, cursor, here }]) => ({
      t: 'subscribe',
      ref,
      urlId,
      ...(cursor ? { cursor } : {}),
      ...(here ? { here } : {}),
    }));
  }

  /** A frame of the stream as the client is to hear it; undefined when there is nothing in it for the client. */
  translate(message: MessageDown): MessageDown | undefined {
    switch (message.t) {
      case 'subscribed': {
        this.#numbers.set(message.i, message.ref);
        return this.#subscribed(message);
      }
      case 'refused':
        return this.#refused(message);
      case 'events':
      case 'reset':
      case 'presence':
      case 'unsubscribed': {
        const i = this.#numbers.get(message.i);
        const image = i === undefined ? undefined : this.#images.get(i);
        if (i === undefined || !image) return undefined;
        if (message.t === 'unsubscribed') this.#images.delete(i);
        else if (message.t === 'reset') image.cursor = cursorOf(message);
        else if (message.t === 'events' && image.cursor)
          image.cursor = { ...image.cursor, seq: Math.max(image.cursor.seq, message.e.at(-1)?.seq ?? 0) };
        return { ...message, i };
      }
      default:
        return message;
    }
  }

  #subscribed(message: Extract<MessageDown, { t: 'subscribed' }>): MessageDown | undefined {
    const i = message.ref;
    const image = this.#images.get(i);
    if (!image) return undefined;
    const { ref } = image;
    image.ref = undefined;
    image.cursor = cursorOf(message);
    if (ref !== undefined) return { ...message, ref, i };
    // The client did not ask: it watches already, and this is what came since.
    if (message.conversations) {
      return { t: 'reset', i, ...image.cursor, conversations: message.conversations };
    }
    return message.events.length > 0 ? { t: 'events', i, e: message.events } : undefined;
  }

  #refused(message: Extract<MessageDown, { t: 'refused' }>): MessageDown | undefined {
    const i = message.ref ?? 0;
    const image = this.#images.get(i);
    this.#images.delete(i);
    if (!image) return undefined;
    const { error } = message;
    return image.ref === undefined
      ? { t: 'unsubscribed', i, error }
      : { t: 'refused', ref: image.ref, error };
  }
}

function cursorOf({ epoch, seq }: Cursor): Cursor {
  return { epoch, seq };
}
