import { commentSeen } from '../eyes.ts';
import {
  type CommentWalk,
  type ListPlace,
  type LookedComment,
  type LookedImage,
  type Overview,
  activeAt,
} from '../ports/overview.ts';
import type { MemoryImageGroups } from './image-groups.ts';
import type { ImageRows } from './image-rows.ts';

/** A tenant's comments over all its images, looked for anew each time. */
export class MemoryOverview implements Overview {
  readonly #images: ReadonlyMap<string, ImageRows>;

  readonly #groups: MemoryImageGroups;

  constructor(images: ReadonlyMap<string, ImageRows>, groups: MemoryImageGroups) {
    this.#images = images;
    this.#groups = groups;
  }

  async comments(tenantId: string, { before, most, since, view }: CommentWalk) {
    return this.#all(tenantId)
      .filter(({ comment }) => isIn(view, comment) && comment.createdAt >= since)
      .filter(({ comment: { createdAt, id } }) =>
        createdAt === before.at ? id < before.id : createdAt < before.at,
      )
      .slice(0, most);
  }

  async counts(tenantId: string, most: number) {
    const all = this.#all(tenantId);
    const count = (view: CommentWalk['view']): number =>
      Math.min(most, all.filter(({ comment }) => isIn(view, comment)).length);
    return {
      pending: count('pending'),
      flagged: count('flagged'),
      spam: count('spam'),
      hidden: count('hidden'),
    };
  }

  async images(tenantId: string, before: ListPlace, most: number, mostOpen: number) {
    const isAfter = (at: number, urlId: string): boolean =>
      at === before.at ? urlId < before.id : at < before.at;
    return Array.from(this.#images.values())
      .filter(({ image, left }) => !left && image.tenantId === tenantId)
      .map((rows) => this.#looked(rows, mostOpen))
      .filter(({ activeAt: at, urlId }) => isAfter(at, urlId))
      .sort((a, b) => b.activeAt - a.activeAt || (a.urlId < b.urlId ? 1 : -1))
      .slice(0, most);
  }

  async image(tenantId: string, urlId: string, mostOpen: number) {
    const rows = Array.from(this.#images.values()).find(
      ({ image, left }) => !left && image.tenantId === tenantId && image.urlId === urlId,
    );
    return rows && this.#looked(rows, mostOpen);
  }

  #looked(rows: ImageRows, mostOpen: number): LookedImage {
    const { conversations, facts, image } = rows;
    const open = Array.from(conversations.values()).filter(({ resolved }) => !resolved).length;
    return {
      ...{ urlId: image.urlId, facts, activeAt: activeAt(rows.activeAt) },
      ...{ open: Math.min(mostOpen, open), closed: this.#groups.isClosed(image) },
    };
  }

  /** Newest first. */
  #all(tenantId: string): LookedComment[] {
    const found: LookedComment[] = [];
    for (const { comments, conversations, facts, image } of this.#images.values()) {
      if (image.tenantId !== tenantId) continue;
      for (const placed of comments.values()) {
        const conversation = conversations.get(placed.conversationId);
        const comment = commentSeen(placed.comment, { kind: 'moderators' });
        if (conversation && comment) found.push({ urlId: image.urlId, facts, conversation, comment });
      }
    }
    return found.sort(
      ({ comment: a }, { comment: b }) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1),
    );
  }
}

function isIn(view: CommentWalk['view'], { flags, status }: LookedComment['comment']): boolean {
  if (view === 'flagged') return flags !== undefined;
  return view === 'all' || status === view;
}
