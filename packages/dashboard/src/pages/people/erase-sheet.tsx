import type { JSX } from 'preact';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { peoplePart } from '../../text/people/people-part.ts';
import { AskName } from '../../ui/ask-name.tsx';
import { troubleOf } from '../../ui/trouble.tsx';
import type { PersonSheetProps } from './ban-sheet.tsx';

/** Asks for the id of who is to be erased, and erases them. */
export function EraseSheet({ onClose, onDone, person: { id, name } }: PersonSheetProps): JSX.Element {
  const voice = useVoice();
  const say = peoplePart.useSay();
  const { tenant } = useSession();
  const erase = async (): Promise<string | undefined> => {
    const answer = await ask('POST', `/tenants/${tenant.id}/erasures`, { actorId: id, confirm: id });
    if (!answer.ok) return troubleOf(voice, answer);
    onDone(say('erased', { name }));
    return undefined;
  };
  return (
    <AskName
      question={say('eraseTitle', { name })}
      name={id}
      label={say('typeId', { id })}
      wrong={say('typeIdBad', { id })}
      act={say('erase')}
      onAct={erase}
      onClose={onClose}
    >
      {say('eraseMore', { name })}
    </AskName>
  );
}
