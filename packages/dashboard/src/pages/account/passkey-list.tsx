import type { ToldPasskey, WaysIn } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { type PasskeyAnswer, makePasskey, passkeysHere } from '../../passkey.ts';
import { accountPart } from '../../text/account/account-part.ts';
import { useVoice } from '../../text/language.ts';
import { AskFirst } from '../../ui/ask-first.tsx';
import { type Done, Toast } from '../../ui/toast.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { PasskeyRow } from './passkey-row.tsx';
import { useFresh } from './use-fresh.tsx';

/** What the list of passkeys is given. */
export interface PasskeyListProps {
  readonly ways: WaysIn;
  /** Something of it was changed. */
  readonly onChanged: () => Promise<void>;
}

/** One's passkeys: add, name, remove. */
export function PasskeyList({ onChanged, ways }: PasskeyListProps): JSX.Element {
  const voice = useVoice();
  const say = accountPart.useSay();
  const { sheet, whenFresh } = useFresh();
  const { passkeys } = ways;
  const [removing, setRemoving] = useState<ToldPasskey>();
  const [trouble, setTrouble] = useState<string>();
  const [done, setDone] = useState<Done>();
  const told = (words: string) => (answer: PasskeyAnswer<unknown>) => {
    const known: Readonly<Record<string, string>> = {
      ...{ there: say('addedAlready'), 'id-taken': say('addedAlready'), full: say('full') },
      ...{
        locked: say('last'),
        'not-allowed': voice.say('passkeyRefused'),
        'not-found': voice.say('passkeyLate'),
      },
    };
    setTrouble(answer.ok ? undefined : (known[answer.code] ?? troubleOf(voice, answer)));
    setDone(answer.ok ? { words } : undefined);
    void onChanged();
  };
  const add = async (): Promise<void> => {
    const name =
      passkeys.length === 0 ? voice.say('passkey') : `${voice.say('passkey')} ${passkeys.length + 1}`;
    await whenFresh(
      () => makePasskey('/passkeys/challenge'),
      async (made) => {
        const tell = told(say('added'));
        tell(made.ok ? await ask('POST', '/passkeys', { name, passkey: made.value }) : made);
      },
    );
  };
  const remove = async ({ id }: ToldPasskey): Promise<void> => {
    setRemoving(undefined);
    await whenFresh(() => ask('DELETE', `/passkeys/${id}`), told(say('removed')));
  };
  return (
    <section aria-labelledby="passkeys">
      <div class="section-head">
        <h2 id="passkeys">{say('passkeys')}</h2>
        {passkeysHere() && (
          <button type="button" class="small" onClick={add}>
            {say('add')}
          </button>
        )}
      </div>
      <p class="quiet-text">{passkeysHere() ? say('passkeysMore') : voice.say('passkeyNotHere')}</p>
      <Trouble words={trouble} />
      <Rows ways={ways} onRemove={setRemoving} onRenamed={onChanged} />
      {removing && (
        <AskFirst
          question={say('removeAsk', { name: removing.name })}
          act={voice.say('remove')}
          onAct={() => void remove(removing)}
          onClose={() => setRemoving(undefined)}
        />
      )}
      {sheet}
      <Toast done={done} onClose={() => setDone(undefined)} />
    </section>
  );
}

interface RowsProps extends Pick<PasskeyListProps, 'ways'> {
  readonly onRemove: (passkey: ToldPasskey) => void;
  readonly onRenamed: () => Promise<void>;
}

function Rows({ onRemove, onRenamed, ways: { hasPassword, passkeys } }: RowsProps): JSX.Element | null {
  const say = accountPart.useSay();
  const isLast = passkeys.length === 1 && !hasPassword;
  // Where there are none it is no use to say that one can be added.
  if (passkeys.length === 0) return passkeysHere() ? <p class="empty">{say('passkeysNone')}</p> : null;
  return (
    <>
      <ul class="rows">
        {passkeys.map((each) => (
          <PasskeyRow
            key={each.id}
            passkey={each}
            isLast={isLast}
            onRemove={() => onRemove(each)}
            onRenamed={onRenamed}
          />
        ))}
      </ul>
      {isLast && <p class="quiet-text">{say('last')}</p>}
    </>
  );
}
