import { PASSKEY_NAME_MOST, type ToldPasskey } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { accountPart } from '../../text/account/account-part.ts';
import { useVoice } from '../../text/language.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { Field } from '../../ui/field.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { Icon } from '../../ui/icon.tsx';
import { troubleOf } from '../../ui/trouble.tsx';

/** What one passkey's row is given. */
export interface PasskeyRowProps {
  readonly passkey: ToldPasskey;
  /** True for the only way in, which stays. */
  readonly isLast: boolean;
  readonly onRemove: () => void;
  readonly onRenamed: () => Promise<void>;
}

/** One passkey: what it is called, where it is good, when it was used. */
export function PasskeyRow({ isLast, onRemove, onRenamed, passkey }: PasskeyRowProps): JSX.Element {
  const voice = useVoice();
  const say = accountPart.useSay();
  const { backedUp, createdAt, host, name, usedAt } = passkey;
  const [naming, setNaming] = useState(false);
  const facts = [
    say('made', { day: voice.day(createdAt) }),
    usedAt === null ? say('unused') : say('used', { day: voice.day(usedAt) }),
    ...(backedUp ? [say('synced')] : []),
    ...(host === location.hostname ? [] : [say('elsewhere', { host })]),
  ];
  return (
    <li class="wraps">
      <span class="initials" aria-hidden="true">
        <Icon name="key" />
      </span>
      <span class="grow">
        <strong dir="auto">{name}</strong>
        <span class="quiet-text">{facts.join(' · ')}</span>
      </span>
      <span class="actions">
        <button
          type="button"
          class="small"
          aria-label={`${say('rename')}: ${name}`}
          onClick={() => setNaming(true)}
        >
          {say('rename')}
        </button>
        {!isLast && (
          <button
            type="button"
            class="small"
            aria-label={`${voice.say('remove')}: ${name}`}
            onClick={onRemove}
          >
            {voice.say('remove')}
          </button>
        )}
      </span>
      {naming && <NameSheet passkey={passkey} onRenamed={onRenamed} onClose={() => setNaming(false)} />}
    </li>
  );
}

interface NameSheetProps extends Pick<PasskeyRowProps, 'passkey' | 'onRenamed'> {
  readonly onClose: () => void;
}

function NameSheet({ onClose, onRenamed, passkey }: NameSheetProps): JSX.Element {
  const voice = useVoice();
  const say = accountPart.useSay();
  const [name, setName] = useState(passkey.name);
  const [trouble, setTrouble] = useState<string>();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name.trim() === '') return;
    const answer = await ask('PUT', `/passkeys/${passkey.id}`, {
      name: name.trim().slice(0, PASSKEY_NAME_MOST),
    });
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    if (!answer.ok) return;
    await onRenamed();
    onClose();
  };
  return (
    <Sheet title={say('rename')} onClose={onClose}>
      <form onSubmit={save} noValidate>
        <Field label={say('name')} autocomplete="off" dir="auto" value={name} onValue={setName} />
        <FormEnd act={say('save')} trouble={trouble} onCancel={onClose} />
      </form>
    </Sheet>
  );
}
