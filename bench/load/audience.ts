import { Histogram, type Latency } from '../lib/histogram.ts';
import { now } from '../lib/stdio.mjs';
import { Connection } from './connection.ts';
import type { Dialect } from './dialects.ts';

/** One connection in so many is read whole: every seq, every field. The others are held against it by a hash of their frames. */
const WATCHED = 50;

/** What an audience heard while it was measured. */
export interface Heard {
  /** Events, times connections that got them. */
  readonly deliveries: number;
  readonly bytes: number;
  /** From when an event should have been sent until it was here. */
  readonly latency: Latency;
  /** What was not as it should be; empty when all is well. */
  readonly wrong: readonly string[];
}

interface Member {
  readonly connection: Connection;
  readonly image: number;
  readonly watched: boolean;
  hash: number;
  seq: number;
}

/** What a frame holds, found out once for all who get the same one. */
interface Contents {
  readonly at: readonly number[];
  readonly seqs: readonly number[];
}

/** The address to reach this machine by for one of many connections: one address of loopback has some 28,000 ports. */
export function loopback(at: number): string {
  return `127.0.0.${1 + Math.floor(at / 20_000)}`;
}

/** Many connections of one kind that hear and check. */
export class Audience {
  readonly #dialect: Dialect;
  readonly #members: Member[] = [];
  readonly #frames = new Map<number, Contents>();
  readonly #wrong = new Set<string>();
  #latency = new Histogram();
  #deliveries = 0;
  #before = 0;
  #bytesBefore = 0;
  #in = 0;
  #ended = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Connects so many, spread in turn over so many images from the first on, and resolves when all are in. */
  async fill(port: number, count: number, images: number, first = 0): Promise<void> {
    const arrived = Promise.withResolvers<void>();
    if (count === 0) arrived.resolve();
    for (let at = 0; at < count; at++) {
      const member = this.#member(at, { first, images }, () => {
        if (++this.#in === count) arrived.resolve();
      });
      this.#members.push(member);
      await member.connection.open(port, loopback(at));
    }
    await arrived.promise;
  }

  /** Counts from here on. */
  begin(): void {
    this.#latency = new Histogram();
    this.#before = this.#deliveries;
    this.#bytesBefore = this.#bytes();
  }

  /** How many connections there are. */
  get size(): number {
    return this.#members.length;
  }

  /** How many events were heard since all came in, times connections. */
  get deliveries(): number {
    return this.#deliveries;
  }

  /** What was heard since {@link begin}; to be asked when all is quiet. */
  heard(): Heard {
    if (this.#ended > 0) this.#wrong.add(`${this.#ended} connections were closed`);
    const reference = new Map<number, Member>();
    for (const member of this.#members) if (member.watched) reference.set(member.image, member);
    for (const { image, hash } of this.#members) {
      const expected = reference.get(image);
      if (expected && expected.hash !== hash) this.#wrong.add(`someone heard other frames of image ${image}`);
    }
    return {
      deliveries: this.#deliveries - this.#before,
      bytes: this.#bytes() - this.#bytesBefore,
      latency: this.#latency.summary(),
      wrong: [...this.#wrong],
    };
  }

  close(): void {
    for (const { connection } of this.#members) connection.close();
  }

  #member(
    at: number,
    { first, images }: { readonly first: number; readonly images: number },
    onIn: () => void,
  ): Member {
    const image = first + (at % images);
    const member: Member = {
      connection: new Connection(this.#dialect, image, {
        onIn,
        onFrame: (payload) => this.#frame(member, payload),
        onEnd: () => this.#ended++,
      }),
      image,
      // The first of every image, and then one in fifty.
      watched: at < images || Math.floor(at / images) % WATCHED === 0,
      hash: 0,
      seq: 0,
    };
    return member;
  }

  #frame(member: Member, payload: Buffer): void {
    const code = Bun.hash.crc32(payload);
    let contents = this.#frames.get(code);
    if (!contents) {
      const text = payload.toString();
      const answer = this.#dialect.alive?.(text);
      if (answer !== undefined) {
        member.connection.send(answer);
        return;
      }
      contents = this.#read(text);
      // Frames of long ago do not come again.
      if (this.#frames.size > 10_000) this.#frames.clear();
      this.#frames.set(code, contents);
    }
    if (contents.at.length === 0) return;
    if (member.watched) this.#follow(member, contents.seqs);
    member.hash = (Math.imul(member.hash, 31) + code) | 0;
    const time = now();
    for (const at of contents.at) this.#latency.add(time - at);
    this.#deliveries += contents.at.length;
  }

  #read(text: string): Contents {
    const events = this.#dialect.events(text);
    if (events.some(({ whole }) => !whole)) this.#wrong.add('an event came in another shape');
    return { at: events.map(({ at }) => at), seqs: events.map(({ seq }) => seq) };
  }

  #follow(member: Member, seqs: readonly number[]): void {
    for (const seq of seqs) {
      if (seq !== member.seq + 1) this.#wrong.add(`seq ${seq} came after ${member.seq}`);
      member.seq = seq;
    }
  }

  #bytes(): number {
    return this.#members.reduce((sum, { connection }) => sum + connection.bytes, 0);
  }
}
