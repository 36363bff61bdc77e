import type { QueueAct, QueueEntry } from '@imagechat/protocol/moderation';
import type { JSX } from 'preact';
import { useVoice } from '../../text/language.ts';
import { Around } from './around.tsx';
import { Picture, pictureName } from './picture.tsx';
import { StatusTag } from './status-tag.tsx';

/** An entry of the queue, and what one can do with it. */
export interface EntryProps {
  readonly entry: QueueEntry;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  /** The one the keyboard is at. */
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
  readonly onFocus: () => void;
  readonly onAct: (act: QueueAct) => void;
  readonly onBan: () => void;
}

/** One comment: the picture with its marker in place, who said what, and what to do about it. */
export function Entry(props: EntryProps): JSX.Element {
  const { entry, isCurrent, isOpen, isSelected, onFocus, onOpen, onSelect } = props;
  const { comment, conversation, image, urlId } = entry;
  const { count, moment, say } = useVoice();
  const { status } = comment;
  const picture = pictureName({ image, urlId });
  return (
    <article
      class={isOpen ? 'entry open' : 'entry'}
      aria-label={say('entryOf', { name: comment.name, picture })}
      tabIndex={isCurrent ? 0 : -1}
      data-entry={comment.id}
      onFocus={onFocus}
    >
      <label class="entry-select">
        <input type="checkbox" checked={isSelected} onChange={onSelect} />
        <span class="unseen">{say('selectOne', { name: comment.name })}</span>
      </label>
      <Picture image={image} urlId={urlId} spots={[conversation]} />
      <div class="entry-body">
        <p class="entry-head">
          <strong dir="auto">{comment.name}</strong>
          <time class="quiet-text">{moment(comment.createdAt)}</time>
          <StatusTag status={status} />
          {comment.flags !== undefined && (
            <span class="tag pending">{say('statusFlagged', { count: count(comment.flags) })}</span>
          )}
          {conversation.locked && <span class="tag">{say('statusLocked')}</span>}
          {conversation.resolved && <span class="tag">{say('statusResolved')}</span>}
        </p>
        <p class="said" dir="auto">
          {comment.text}
        </p>
        <p class="quiet-text entry-where">
          {image.page === undefined ? (
            <span dir="auto">{picture}</span>
          ) : (
            <a href={image.page} target="_blank" rel="noreferrer" dir="auto">
              {picture}
            </a>
          )}
          <button type="button" class="link" aria-expanded={isOpen} onClick={onOpen}>
            {say(isOpen ? 'hideAround' : 'showAround')}
          </button>
        </p>
        <EntryActs {...props} />
        {isOpen && <Around {...entry} />}
      </div>
    </article>
  );
}

function EntryActs({ entry, onAct, onBan }: EntryProps): JSX.Element {
  const { say } = useVoice();
  const { flags, status } = entry.comment;
  const { locked } = entry.conversation;
  return (
    <div class="entry-acts">
      {(status ?? flags) !== undefined && (
        <button type="button" class="small primary" onClick={() => onAct('approve')}>
          {say(status === undefined ? 'keep' : 'approve')}
        </button>
      )}
      {status !== 'hidden' && (
        <button type="button" class="small" onClick={() => onAct('hide')}>
          {say('hide')}
        </button>
      )}
      {status !== 'spam' && (
        <button type="button" class="small" onClick={() => onAct('spam')}>
          {say('markSpam')}
        </button>
      )}
      <button type="button" class="small" onClick={() => onAct('delete')}>
        {say('deleteIt')}
      </button>
      <span class="entry-rest">
        <button type="button" class="small quiet" onClick={() => onAct(locked ? 'unlock' : 'lock')}>
          {say(locked ? 'unlock' : 'lock')}
        </button>
        <button type="button" class="small quiet" onClick={onBan}>
          {say('ban')}
        </button>
      </span>
    </div>
  );
}
