import type { LiveThread, ThreadView, ViewComment, ViewConversation } from '@imagechat/client/api';
import { each } from '../ui/each.ts';
import { fromOutside } from '../ui/from-outside.ts';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { type Read, afterwards, memo, untrack } from '../ui/signals.ts';
import { createAnnouncer } from './announcer.tsx';
import { CommentRow } from './comment-row.tsx';
import { followNewest } from './follow-newest.ts';
import { inAnswers } from './in-answers.ts';
import type { Room } from './room.ts';

const RUN_MS = 5 * 60_000;

/** A conversation's comments, the newest in view; what comes while one reads further up never moves the text. */
export function CommentList(props: {
  readonly room: Room;
  readonly id: string;
  readonly thread: LiveThread;
  /** The newest seq that was read before it was opened. */
  readonly readTo: number;
  readonly now: Read<number>;
}): Child {
  const { room, id, thread } = props;
  const view = fromOutside(thread)(() => thread.view);
  const comments = memo(() =>
    room.settings().maxReplyDepth > 0 ? inAnswers(view().comments) : view().comments,
  );
  afterwards(() => rescueEdits(room, id, view()));
  const me = (): string | undefined => room.actor()?.id;
  // Answers follow what they answer, whichever way the rest runs.
  const newestFirst = memo(() => !room.settings().newCommentsToBottom && !room.settings().maxReplyDepth);
  const unread = memo<string | undefined>((before) =>
    newestFirst() ? undefined : (before ?? firstUnread(comments(), props.readTo, me())),
  );
  const shown = memo(() => {
    const none = view().status === 'loading' && comments().length === 0;
    const all = none ? openingOf(room.view().conversations.get(id)) : comments();
    return newestFirst() ? [...all].reverse() : all;
  });
  const heads = memo(() => runHeads(shown(), unread()));
  const announcer = createAnnouncer<ViewComment>((all) => announcement(room, all));
  const empty = (): Child => <p class="empty">{room.say('noComments')}</p>;
  let scroll: HTMLElement | undefined;
  const arrived = announcer.tell;
  const newest = followNewest({ comments, newestFirst, me, unread, scroll: () => scroll, arrived });
  const earlier = (atEnd: boolean): Child =>
    show(
      () => view().earlier && newestFirst() === atEnd,
      () => <Earlier room={room} ask={() => loadEarlier(thread, atEnd ? undefined : scroll)} />,
    );
  return (
    <div class="thread">
      <div
        class="scroll"
        part="comments"
        tabindex="-1"
        ref={(it) => (scroll = it)}
        onScroll={newest.scrolled}
      >
        {earlier(false)}
        {show(() => view().status === 'ready' && comments().length === 0, empty)}
        <ol
          ref={(list) =>
            each(list, shown, (comment, key) => (
              <CommentRow
                room={room}
                id={id}
                comment={comment}
                head={() => heads().has(key)}
                fresh={() => unread() === key}
                now={props.now}
              />
            ))
          }
        />
        {earlier(true)}
      </div>
      {show(newest.count, (n) => (
        <button type="button" class="below" part="below" onClick={newest.show}>
          {() => `${room.say('newBelow', { n: n() })} ${newestFirst() ? '↑' : '↓'}`}
        </button>
      ))}
      {announcer.region}
    </div>
  );
}

/** Texts of comments that are there no longer are given back. */
function rescueEdits(room: Room, id: string, { status, comments, earlier }: ThreadView): void {
  const oldest = earlier ? (comments[0]?.seq ?? Number.POSITIVE_INFINITY) : 0;
  if (status === 'ready') untrack(() => room.rescueEdits(id, comments, (seq) => seq >= oldest));
}

/** Asks for older comments; it is where the oldest is. */
function Earlier(props: { readonly room: Room; readonly ask: () => void }): Child {
  return (
    <button type="button" class="plain earlier" onClick={props.ask}>
      {props.room.say('earlier')}
    </button>
  );
}

/** The comment at which reading goes on: the first that came since, if there are others before it. */
function firstUnread(
  comments: readonly ViewComment[],
  readTo: number,
  me: string | undefined,
): string | undefined {
  const at = comments.findIndex(({ seq, by, pending }) => seq > readTo && by !== me && !pending);
  return at > 0 ? comments[at]?.id : undefined;
}

function announcement({ say }: Room, all: readonly ViewComment[]): string {
  const [only] = all;
  return only && all.length === 1
    ? say('wrote', { name: only.name || say('someone'), text: only.text })
    : say('newComments', { n: all.length });
}

/** What is known of a conversation before its comments are here; without a line that is all there is (CONTRACT §1.11). */
function openingOf(it: ViewConversation | undefined): readonly ViewComment[] {
  if (!it?.opening) return [];
  const { createdAt, opening } = it;
  const { commentId, line, ...author } = opening;
  return [{ ...author, id: commentId, seq: 0, text: line, createdAt, editedAt: null, pending: true }];
}

/** Ids of the comments that begin a run: another author, five minutes of quiet, or what is unread. */
export function runHeads(comments: readonly ViewComment[], unread?: string): ReadonlySet<string> {
  const heads = new Set<string>();
  let last: ViewComment | undefined;
  for (const comment of comments) {
    const goes =
      last && last.by === comment.by && last.replyTo === comment.replyTo && last.name === comment.name;
    const pause = Math.abs(comment.createdAt - (last?.createdAt ?? 0)) > RUN_MS;
    if (!goes || pause || comment.id === unread) heads.add(comment.id);
    last = comment;
  }
  return heads;
}

/** Older comments are put above; what one reads stays where it is. */
async function loadEarlier(thread: LiveThread, scroll: HTMLElement | undefined): Promise<void> {
  const fromEnd = scroll && scroll.scrollHeight - scroll.scrollTop;
  await thread.loadEarlier();
  if (scroll && fromEnd !== undefined) scroll.scrollTop = scroll.scrollHeight - fromEnd;
}
