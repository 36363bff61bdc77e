import { commentSeen } from '../eyes.ts';
import type { CommentWalk, LookedComment, Overview } from '../ports/overview.ts';
import type { ImageRows } from './image-rows.ts';

/** A tenant's comments over all its images, looked for anew each time. */
export class MemoryOverview implements Overview {
  readonly #images: ReadonlyMap<string, ImageRows>;

  constructor(images: ReadonlyMap<string, ImageRows>) {
    this.#images = images;
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
