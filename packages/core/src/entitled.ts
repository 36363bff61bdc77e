import { type Eyes, eyesKey } from './eyes.ts';
import { encodeEvents } from './frames.ts';
import { type KeptEvent, project } from './veil.ts';

/** A live subscription as its image knows it. */
export interface Watcher {
  readonly eyes: Eyes;
  /** Origin host of its page, by which it is counted (M1). */
  readonly site: string;
  /** Sends a frame with so many events in it to this one alone. */
  sendAlone(frame: string, events: number): void;
  /** Hears what is published on a topic, or no longer. */
  joins(topic: string): void;
  leaves(topic: string): void;
}

/** Who on this process is entitled to more of one image than everybody, by their eyes (V1). */
export class Entitled {
  readonly #image: number;
  readonly #byEyes = new Map<string, Set<Watcher>>();

  /** `image` is the number frames call it by. */
  constructor(image: number) {
    this.#image = image;
  }

  add(watcher: Watcher): void {
    if (watcher.eyes.kind === 'public') return;
    const key = eyesKey(watcher.eyes);
    const known = this.#byEyes.get(key);
    if (known) known.add(watcher);
    else this.#byEyes.set(key, new Set([watcher]));
  }

  remove(watcher: Watcher): void {
    const key = eyesKey(watcher.eyes);
    const known = this.#byEyes.get(key);
    if (known?.delete(watcher) && known.size === 0) this.#byEyes.delete(key);
  }

  /** Everybody in it, by what they see. */
  all(): Watcher[][] {
    return Array.from(this.#byEyes.values(), (watchers) => [...watchers]);
  }

  /** Sends a veiled event to those who get something else of it than everybody, encoded once for those who see the same. */
  deliver(event: KeptEvent): void {
    this.#send({ kind: 'moderators' }, event);
    for (const id of Object.keys(event.veil?.authors ?? {})) this.#send({ kind: 'author', id }, event);
  }

  #send(eyes: Eyes, event: KeptEvent): void {
    const watchers = this.#byEyes.get(eyesKey(eyes));
    if (!watchers) return;
    const frame = encodeEvents(this.#image, [JSON.stringify(project(event, eyes))]);
    for (const watcher of watchers) watcher.sendAlone(frame, 1);
  }
}
