import type { SeenSnapshot } from './seen-snapshot.ts';
import { type KeptEvent, isVeiled } from './veil.ts';

/**
 * Conversations of one image that not everybody sees, as far as this process knows: presence, which all hear, must not name them (V1). Whatever was
 * in it and was deleted stays in it.
 */
export class VeiledConversations {
  readonly #ids = new Set<string>();
  #isComplete = false;

  /** Once it was told a whole state; from then on the events keep it so. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** The state was read. */
  read({ veiledIds }: SeenSnapshot): void {
    for (const id of veiledIds) this.#ids.add(id);
    this.#isComplete = true;
  }

  /** An event was delivered here. */
  take(event: KeptEvent): void {
    if (!isVeiled(event) || event.type !== 'image-chat-updated') return;
    const { public: look } = event.veil;
    const isNew = event.change === 'proposed' || event.change === 'restored';
    if (look === 'started') this.#ids.delete(event.id);
    else if (look === 'gone' || isNew) this.#ids.add(event.id);
  }
}
