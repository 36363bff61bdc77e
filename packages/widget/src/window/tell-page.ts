import type { ImageView, ViewComment, ViewConversation } from '@imagechat/client/api';
import type { Operation } from '@imagechat/protocol/catalog';
import { callPage } from '../config.ts';
import type { ImageChatComment, ImageChatMarker } from '../public.ts';
import { DRAFT, type Talk } from '../talk.ts';
import { afterwards, memo } from '../ui/signals.ts';

/** What is looked at to know what to tell. */
export interface Watched {
  readonly talk: Talk;
  readonly view: () => ImageView;
  readonly openId: () => string | undefined;
}

/** Tells the page which markers come, go and are opened. Called inside a root of signals. */
export function tellOfMarkers({ talk, view, openId }: Watched): void {
  let known: ReadonlyMap<string, ViewConversation> | undefined;
  const tell = (name: 'onMarkerCreated' | 'onMarkerDeleted' | 'onMarkerOpened', it: ViewConversation) =>
    callPage(talk.settings, name, markerOf(talk, it));
  afterwards(() => {
    const { status, conversations } = view();
    if (status !== 'ready') return;
    // What is on its way is not there yet, and stays what it was when it is taken back.
    const there = new Map([...conversations].filter(([id, it]) => !it.pending || known?.has(id)));
    for (const [id, it] of there) if (known && !known.has(id)) tell('onMarkerCreated', it);
    for (const [id, it] of known ?? []) if (!there.has(id)) tell('onMarkerDeleted', it);
    known = there;
  });
  const shown = memo(() => openId() ?? DRAFT);
  afterwards(() => {
    const it = talk.view.conversations.get(shown());
    if (it) tell('onMarkerOpened', it);
  });
}

function markerOf({ live }: Talk, { id, x, y }: ViewConversation): ImageChatMarker {
  return { id, urlId: live.urlId, x, y };
}

/** Tells the page that an operation of one's own was accepted. `before`: the comment it was about, as it was. */
export function tellOfSuccess(talk: Talk, operation: Operation, before: ViewComment | undefined): void {
  const name =
    operation.type === 'edit-comment'
      ? 'onCommentEdited'
      : operation.type === 'delete-comment'
        ? 'onCommentDeleted'
        : operation.type === 'add-comment' || operation.type === 'create-conversation'
          ? 'onReplySuccess'
          : undefined;
  const { comment } = operation as { readonly comment?: { readonly id: string; readonly text?: string } };
  if (!name || !comment) return;
  callPage(talk.settings, name, commentOf(talk, operation.id, { ...before, ...comment }));
}

/** A comment as the page reads it; one's own unless `by` says otherwise. */
export function commentOf(
  talk: Talk,
  conversationId: string,
  it: { readonly id?: string; readonly text?: string; readonly by?: string; readonly name?: string },
): ImageChatComment {
  const { actor, live } = talk;
  return {
    _id: it.id ?? '',
    conversationId,
    urlId: live.urlId,
    comment: it.text ?? '',
    userId: it.by ?? actor?.id ?? '',
    commenterName: it.name ?? actor?.name ?? '',
  };
}
