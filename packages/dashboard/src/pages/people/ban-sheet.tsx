import type { ToldPerson } from '@imagechat/protocol/dashboard-people';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { peoplePart } from '../../text/people/people-part.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { troubleOf } from '../../ui/trouble.tsx';

/** In minutes; 0 is for good. */
const SPANS = [
  [60, 'hour'],
  [1440, 'day'],
  [10_080, 'week'],
  [0, 'forever'],
] as const;

/** Somebody about to be banned or erased. */
export interface PersonSheetProps {
  readonly person: ToldPerson;
  /** It was done; says what. */
  readonly onDone: (words: string) => void;
  readonly onClose: () => void;
}

/** Asks for how long, and how, before it bans somebody. */
export function BanSheet({ onClose, onDone, person: { id, name } }: PersonSheetProps): JSX.Element {
  const voice = useVoice();
  const say = peoplePart.useSay();
  const { tenant } = useSession();
  const [minutes, setMinutes] = useState<number>(1440);
  const [address, setAddress] = useState(false);
  const [shadow, setShadow] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const ban = async (event: Event): Promise<void> => {
    event.preventDefault();
    const body = { actorId: id, address, shadow, ...(minutes === 0 ? {} : { minutes }) };
    const answer = await ask('POST', `/tenants/${tenant.id}/bans`, body);
    if (answer.ok) onDone(say('banned', { name }));
    else setTrouble(troubleOf(voice, answer));
  };
  return (
    <Sheet title={say('banTitle', { name })} onClose={onClose}>
      <form onSubmit={ban}>
        <fieldset>
          <legend>{say('banFor')}</legend>
          {SPANS.map(([each, words]) => (
            <label key={each} class="choice">
              <input type="radio" name="span" checked={minutes === each} onChange={() => setMinutes(each)} />
              <span>{say(words)}</span>
            </label>
          ))}
        </fieldset>
        <div>
          <Check label={say('banAddress')} checked={address} onChecked={setAddress} />
          <Check label={say('banShadow')} checked={shadow} onChecked={setShadow} />
        </div>
        <FormEnd act={say('ban')} kind="bad" trouble={trouble} onCancel={onClose} />
      </form>
    </Sheet>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

function Check({ checked, label, onChecked }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChecked(currentTarget.checked)}
      />
      {label}
    </label>
  );
}
