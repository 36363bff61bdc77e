import type { CommentWalk, ListPlace, LookedComment, Overview } from './ports/overview.ts';

/** What somebody looks for in the queue; what is left out does not matter. */
export interface QueueSearch extends Pick<CommentWalk, 'view' | 'since'> {
  readonly before: ListPlace;
  /** A part of the author's name, or the whole actor id. */
  readonly author?: string;
  /** A part of the text. */
  readonly text?: string;
  /** A part of the image's urlId, title or address. */
  readonly image?: string;
}

/** What was found, newest first; `next` is undefined at the end. */
export interface QueueFound {
  readonly comments: readonly LookedComment[];
  readonly next: ListPlace | undefined;
}

/** Comments looked at in one read, so that none is felt by others, and in one search, so that it answers soon. */
const CHUNK = 500;
const MOST_LOOKED_AT = 5000;

/**
 * The next page of a search: walks the view from its place, in reads of bounded size. A search that found less than a page and has looked far says where to
 * go on. Rejects when storage cannot read.
 */
export async function searchQueue(
  overview: Overview,
  tenantId: string,
  search: QueueSearch,
  most: number,
): Promise<QueueFound> {
  const wanted = filterOf(search);
  const chunk = wanted ? CHUNK : most + 1;
  const found: LookedComment[] = [];
  let before = search.before;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += chunk) {
    const { view, since } = search;
    const rows = await overview.comments(tenantId, { view, since, before, most: chunk });
    for (const row of rows) {
      if (found.length === most) return { comments: found, next: before };
      if (!wanted || wanted(row)) found.push(row);
      before = placeOf(row);
    }
    if (rows.length < chunk) return { comments: found, next: undefined };
  }
  return { comments: found, next: before };
}

/** Where a comment stands in the queue. */
export function placeOf({ comment }: LookedComment): ListPlace {
  return { at: comment.createdAt, id: comment.id };
}

function filterOf({ author, image, text }: QueueSearch): ((row: LookedComment) => boolean) | undefined {
  const asked: ((row: LookedComment) => boolean)[] = [];
  const holds = (part: string, whole: (string | undefined)[]): boolean => {
    const looked = folded(part);
    return whole.some((each) => each !== undefined && folded(each).includes(looked));
  };
  if (author !== undefined)
    asked.push(({ comment }) => comment.by === author || holds(author, [comment.name]));
  if (text !== undefined) asked.push(({ comment }) => holds(text, [comment.text]));
  if (image !== undefined)
    asked.push(({ facts, urlId }) => holds(image, [urlId, facts.title, facts.src, facts.page]));
  return asked.length === 0 ? undefined : (row) => asked.every((fits) => fits(row));
}

/** As texts are compared: compatible forms, cases and accents are one. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
