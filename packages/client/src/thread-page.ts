import type { ThreadPage } from '@imagechat/protocol/messages';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { FollowerLink } from './follower.ts';

/** A page of comments, oldest first, at a cursor. */
export type Page = Pick<ThreadPage, 'epoch' | 'seq' | 'comments' | 'earlier'>;

/** Which page: of a conversation, the newest or the one before a seq; `i` when the image is on the live line. */
export interface PageWanted {
  readonly urlId: string;
  readonly i: number | undefined;
  readonly id: string;
  readonly before: number | undefined;
}

/** Asks for a page over the line, or over HTTP without one. Answers once: the page, a refusal, or undefined when there is no line. */
export function loadPage(
  link: FollowerLink,
  { urlId, i, id, before }: PageWanted,
  answered: (page: Page | Refusal | undefined) => void,
): void {
  if (i !== undefined) {
    const which = before === undefined ? {} : { before };
    link.request(
      (ref) => ({ t: 'thread', ref, i, id, ...which }),
      (reply) => {
        if (reply?.t === 'refused') answered(reply.error);
        else answered(reply?.t === 'thread' ? reply : undefined);
      },
    );
    return;
  }
  void link.ask(threadPath(urlId, id, before)).then((answer) => {
    if (answer.ok) answered(pageIn(answer.body));
    else answered(answer.reached ? answer.refusal : undefined);
  });
}

/** Where a page is read over HTTP, below `/v1/tenants/:tenantId/`. */
export function threadPath(urlId: string, id: string, before: number | undefined): string {
  const from = before === undefined ? '' : `&before=${before}`;
  return `threads/${encodeURIComponent(id)}?urlId=${encodeURIComponent(urlId)}${from}`;
}

function pageIn(body: { readonly [field: string]: unknown }): Page | undefined {
  const { epoch, seq, comments } = body;
  return typeof epoch === 'string' && typeof seq === 'number' && Array.isArray(comments)
    ? (body as unknown as Page)
    : undefined;
}
