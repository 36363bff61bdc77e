import type { JSX } from 'preact';
import type { Words } from '../../text/en.ts';
import { useVoice } from '../../text/language.ts';
import { Sheet } from '../../ui/ask-first.tsx';

const KEYS: readonly (readonly [string, keyof Words])[] = [
  ['j', 'keyNext'],
  ['k', 'keyPrevious'],
  ['x', 'keySelect'],
  ['o', 'showAround'],
  ['a', 'approve'],
  ['h', 'hide'],
  ['s', 'markSpam'],
  ['d', 'deleteIt'],
  ['l', 'keyLock'],
  ['b', 'ban'],
  ['u', 'undo'],
  ['?', 'keysTitle'],
];

/** Says what each key does. */
export function KeysSheet({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { say } = useVoice();
  return (
    <Sheet title={say('keysTitle')} onClose={onClose}>
      <dl class="keys">
        {KEYS.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(words)}</dd>
          </div>
        ))}
      </dl>
      <div class="actions">
        <button type="button" onClick={onClose}>
          {say('close')}
        </button>
      </div>
    </Sheet>
  );
}
