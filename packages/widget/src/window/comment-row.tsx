import type { ViewComment } from '@imagechat/client/api';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { type Read, type Signal, memo, signal } from '../ui/signals.ts';
import { Avatar } from './avatar.tsx';
import { CommentEdit } from './comment-edit.tsx';
import { CommentTools } from './comment-tools.tsx';
import { guessBody } from './guessed-body.ts';
import { drawBody, uploadAddress } from './markdown.ts';
import { meet, mentionsIn } from './mentioned.ts';
import { Note } from './note.tsx';
import { Reactions } from './reactions.tsx';
import type { Room } from './room.ts';

type Mode = 'read' | 'edit';

/** One comment; the first of its author's run says who and when. */
export function CommentRow(props: {
  readonly room: Room;
  /** The conversation. */
  readonly id: string;
  readonly comment: Read<ViewComment>;
  readonly head: Read<boolean>;
  /** What is unread begins here. */
  readonly fresh: Read<boolean>;
  readonly now: Read<number>;
}): Child {
  const { room, id, comment: it, head, fresh } = props;
  const { say } = room;
  const commentId = it().id;
  const mode = signal<Mode>(room.edits.textOf(commentId) === undefined ? 'read' : 'edit');
  let row: HTMLElement | undefined;
  /** The focus was inside what closes. */
  const read = (): void => {
    mode.set('read');
    room.edits.drop(commentId);
    row?.focus({ preventScroll: true });
  };
  return (
    <li
      class={() =>
        `comment${head() ? ' head' : ''}${it().pending ? ' pending' : ''}${fresh() ? ' fresh' : ''}`
      }
      part="comment"
      style={() => ({
        '--depth': Math.min(it().depth ?? Number(!!it().replyTo), room.settings().maxReplyDepth),
      })}
      data-id={commentId}
      tabindex="-1"
      ref={(element) => (row = element)}
    >
      {show(fresh, () => (
        <p class="divider small" part="unread">
          {say('newHere')}
        </p>
      ))}
      {show(head, () => (
        <Avatar
          room={room}
          of={() => ({ id: it().by, name: it().name || say('someone'), avatar: it().avatar })}
        />
      ))}
      <div class="body">
        <Byline room={room} comment={it} head={head} now={props.now} />
        <Words room={room} id={id} comment={it} mode={mode} read={read} />
        <Reactions room={room} id={id} comment={it} />
        <Standing room={room} comment={it} />
      </div>
      {show(
        () => mode() === 'read' && !it().pending,
        () => (
          <CommentTools room={room} id={id} comment={it} edit={() => mode.set('edit')} />
        ),
      )}
    </li>
  );
}

/** Why not everybody sees it (V1). */
function Standing(props: { readonly room: Room; readonly comment: Read<ViewComment> }): Child {
  const { room, comment } = props;
  const words = (): string | undefined => {
    const { status, by } = comment();
    if (!status) return undefined;
    const isMine = by === room.actor()?.id;
    return room.say(status === 'spam' || isMine ? status : `${status}Other`);
  };
  return <Note words={words} kind="warn" part="standing" />;
}

/** What it says, or the box in which that is changed. */
function Words(props: {
  readonly room: Room;
  readonly id: string;
  readonly comment: Read<ViewComment>;
  readonly mode: Signal<Mode>;
  readonly read: () => void;
}): Child {
  const { room, id, comment: it, mode, read } = props;
  const commentId = it().id;
  const failed = signal<string | undefined>(undefined);
  const save = async (text: string): Promise<void> => {
    read();
    meet(room.people, it().body);
    const submitted = room.live.editComment(id, commentId, text, mentionsIn(text, room.people));
    const words = await room.outcome(submitted);
    failed.set(words);
    if (words === undefined) return;
    room.edits.write(id, it(), text);
    mode.set('edit');
  };
  const edit = (): Child => (
    <CommentEdit
      room={room}
      text={room.edits.textOf(commentId) ?? it().text}
      before={() => it().text}
      write={(text) => room.edits.write(id, it(), text)}
      cancel={read}
      save={save}
    />
  );
  const body = memo(
    () => it().body ?? (it().pending ? guessBody(it().text, room.people.values()) : undefined),
  );
  const text = (): Child =>
    show(
      body,
      (marks) => (
        <div class="marks" part="text">
          {() => drawBody(marks(), uploadAddress(room.settings()))}
        </div>
      ),
      () => (
        <p dir="auto" part="text">
          {() => it().text}
        </p>
      ),
    );
  return [
    show(() => mode() === 'edit', edit, text),
    <Note words={failed} kind="bad" part="edit-failure" role="alert" />,
  ];
}

function Byline(props: {
  readonly room: Room;
  readonly comment: Read<ViewComment>;
  readonly head: Read<boolean>;
  readonly now: Read<number>;
}): Child {
  const { room, comment, head } = props;
  const { say } = room;
  const edited = (): boolean => comment().editedAt !== null;
  return show(
    head,
    () => (
      <div class="byline">
        <b dir="auto" part="author">
          {() => comment().name || say('someone')}
        </b>
        <small>
          <Time room={room} at={() => comment().createdAt} now={props.now} />
          {() => edited() && ` · ${say('edited')}`}
        </small>
      </div>
    ),
    () => show(edited, () => <small>{say('edited')}</small>),
  );
}

/** Roughly how long ago; exactly when, for those who point at it or listen. */
function Time(props: { readonly room: Room; readonly at: Read<number>; readonly now: Read<number> }): Child {
  const { at, now } = props;
  const { times, settings } = props.room;
  return (
    <time datetime={() => new Date(at()).toISOString()} title={() => times.at(at())}>
      {() => (settings().absoluteDates ? times.on(at()) : times.ago(at(), now()))}
    </time>
  );
}
