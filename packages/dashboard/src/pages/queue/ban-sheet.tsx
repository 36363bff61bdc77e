import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Words } from '../../text/en.ts';
import { useVoice } from '../../text/language.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import type { BanChoice } from './use-acts.ts';

const HOUR = 60;
const SPANS: readonly (readonly [keyof Words, number | undefined])[] = [
  ['banHour', HOUR],
  ['banDay', 24 * HOUR],
  ['banWeek', 7 * 24 * HOUR],
  ['banMonth', 30 * 24 * HOUR],
  ['banEver', undefined],
];

/** Who is to be banned. */
export interface BanSheetProps {
  readonly name: string;
  readonly onBan: (choice: BanChoice) => void;
  readonly onClose: () => void;
}

/** Asks for how long, and whom else. */
export function BanSheet({ name, onBan, onClose }: BanSheetProps): JSX.Element {
  const { say } = useVoice();
  const [minutes, setMinutes] = useState<number | undefined>(24 * HOUR);
  const [address, setAddress] = useState(false);
  const [shadow, setShadow] = useState(false);
  const ban = (event: Event): void => {
    event.preventDefault();
    onBan({ minutes, address, shadow });
  };
  return (
    <Sheet title={say('banTitle', { name })} onClose={onClose}>
      <form onSubmit={ban}>
        <fieldset class="spans">
          <legend>{say('banHow')}</legend>
          {SPANS.map(([words, span]) => (
            <label key={words} class="choice">
              <input type="radio" name="span" checked={minutes === span} onChange={() => setMinutes(span)} />
              <span>{say(words)}</span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <label class="check">
            <input type="checkbox" checked={address} onChange={() => setAddress(!address)} />
            <span>{say('banAddress')}</span>
          </label>
          <label class="check">
            <input type="checkbox" checked={shadow} onChange={() => setShadow(!shadow)} />
            <span>{say('banShadow')}</span>
          </label>
        </fieldset>
        <FormEnd act={say('ban')} kind="bad" onCancel={onClose} />
      </form>
    </Sheet>
  );
}
