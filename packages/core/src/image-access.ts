import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { type Actor, may, sees } from './access.ts';
import type { ImageGroups } from './ports/image-groups.ts';
import type { Log } from './ports/log.ts';

/** Images whose groups are remembered at most; the oldest answer is forgotten first. */
const MOST_IMAGES = 20_000;

/** Says who may look at which image. Groups are remembered until a tenant is forgotten, so that a crowd costs one query an image. */
export class ImageAccess {
  readonly #groups: ImageGroups | undefined;
  readonly #log: Log;
  readonly #known = new Map<string, Promise<readonly string[] | null>>();

  /** Without `groups` no image is held back from anybody. */
  constructor(groups: ImageGroups | undefined, log: Log) {
    this.#groups = groups;
    this.#log = log;
  }

  /** `unauthorized-page` for who may not look at the image; `unavailable` when that cannot be found out. */
  async refuses(actor: Actor, image: ImageKey): Promise<Refusal | undefined> {
    if (!may(actor, 'read', actor.id)) return mayNotSee();
    try {
      return sees(actor, await this.#groupsOf(image)) ? undefined : mayNotSee();
    } catch (error) {
      this.#log('warn', 'image-groups-unknown', { error: String(error) });
      return refuse('unavailable', 'The server cannot read this image just now.', 2000);
    }
  }

  /** Something about the tenant's images was changed. */
  forget(tenantId: string): void {
    for (const key of this.#known.keys()) if (key.startsWith(`${tenantId}/`)) this.#known.delete(key);
  }

  #groupsOf(image: ImageKey): Promise<readonly string[] | null> {
    if (!this.#groups) return Promise.resolve(null);
    const key = imageKeyText(image);
    const known = this.#known.get(key);
    if (known) return known;
    const asked = this.#groups.groupsOf(image);
    this.#known.set(key, asked);
    if (this.#known.size > MOST_IMAGES) {
      const { value: oldest } = this.#known.keys().next();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    asked.catch(() => {
      if (this.#known.get(key) === asked) this.#known.delete(key);
    });
    return asked;
  }
}

/** The refusal for who may not see an image. */
export function mayNotSee(): Refusal {
  return refuse('unauthorized-page', 'You may not look at this image.');
}
