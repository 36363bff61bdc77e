import type { JSX } from 'preact';
import { useVoice } from '../text/language.ts';
import { Icon } from './icon.tsx';

/** What was done, and the way back. */
export interface Done {
  readonly words: string;
  /** What its button says, and what it does. */
  readonly undo?: { readonly words: string; readonly act: () => void };
}

/** Says at the foot of the page what was done, and lets one take it back, until the next thing is done or one closes it. */
export function Toast({
  done,
  onClose,
}: {
  readonly done: Done | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { say } = useVoice();
  return (
    <div class="toast-place" role="status">
      {done && (
        <div class="toast">
          <span dir="auto">{done.words}</span>
          {done.undo && (
            <button type="button" class="small" onClick={done.undo.act}>
              <Icon name="undo" size={16} />
              {done.undo.words}
            </button>
          )}
          <button type="button" class="quiet icon-only" aria-label={say('close')} onClick={onClose}>
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  );
}
