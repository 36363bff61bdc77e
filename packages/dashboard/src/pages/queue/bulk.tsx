import type { QueueAct } from '@imagechat/protocol/moderation';
import type { JSX } from 'preact';
import type { Words } from '../../text/en.ts';
import { useVoice } from '../../text/language.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Done } from './use-acts.ts';

const BULK: readonly (readonly [QueueAct, keyof Words])[] = [
  ['approve', 'approve'],
  ['hide', 'hide'],
  ['spam', 'markSpam'],
  ['delete', 'deleteIt'],
];

/** How many are selected, and what to do with them. */
export interface BulkProps {
  readonly selected: number;
  readonly onAct: (act: QueueAct) => void;
  readonly onNone: () => void;
}

/** Does the same to all that are selected. */
export function Bulk({ onAct, onNone, selected }: BulkProps): JSX.Element {
  const { count, say } = useVoice();
  return (
    <fieldset class="bulk" aria-label={say('bulk')}>
      <strong>{say('selected', { count: count(selected) })}</strong>
      {BULK.map(([act, words]) => (
        <button key={act} type="button" class="small" onClick={() => onAct(act)}>
          {say(words)}
        </button>
      ))}
      <button type="button" class="quiet icon-only none" aria-label={say('selectNone')} onClick={onNone}>
        <Icon name="close" size={16} />
      </button>
    </fieldset>
  );
}

/** What was done last, and how to take it back. */
export interface DoneBarProps {
  readonly done: Done | undefined;
  readonly onClose: () => void;
}

/** Says what was done, for ears too, and offers to take it back. */
export function DoneBar({ done, onClose }: DoneBarProps): JSX.Element {
  const { say } = useVoice();
  return (
    <div class="done-place" role="status">
      {done && (
        <p class="done">
          <span dir="auto">{done.words}</span>
          {done.undo && (
            <button type="button" class="small" onClick={done.undo}>
              <Icon name="undo" size={16} />
              {say('undo')}
            </button>
          )}
          <button type="button" class="quiet icon-only" aria-label={say('close')} onClick={onClose}>
            <Icon name="close" size={16} />
          </button>
        </p>
      )}
    </div>
  );
}
