import type { CredentialName, MadeCredential } from '@imagechat/protocol/dashboard-settings';
import type { JSX } from 'preact';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { AskName } from '../../ui/ask-name.tsx';
import { Code } from '../../ui/code.tsx';
import { troubleOf } from '../../ui/trouble.tsx';

/** A secret or key that was just made. */
export interface MadeSheetProps {
  readonly name: CredentialName;
  readonly made: MadeCredential;
  /** The one it takes the place of. */
  readonly old?: string;
  readonly onRevoke: (id: string) => void;
  readonly onClose: () => void;
}

/** Shows what was made, this once; when another is to go for it, says how, and leads there. */
export function MadeSheet({ made, name, old, onClose, onRevoke }: MadeSheetProps): JSX.Element {
  const { say: always } = useVoice();
  const say = settingsPart.useSay();
  return (
    <Sheet title={say(name === 'secret' ? 'madeSecret' : 'madeKey')} onClose={onClose}>
      <p>{say('madeOnce')}</p>
      <Code text={made.text} />
      {old !== undefined && <p>{say('rotateMore', { id: old })}</p>}
      <div class="actions">
        <button type="button" class="primary" onClick={onClose}>
          {old === undefined ? always('close') : say('rotateLater')}
        </button>
        {old !== undefined && (
          <button type="button" onClick={() => onRevoke(old)}>
            {say('rotateNow', { id: old })}
          </button>
        )}
      </div>
    </Sheet>
  );
}

/** A secret or key that is to go. */
export interface RevokeSheetProps {
  readonly name: CredentialName;
  readonly id: string;
  readonly onClose: () => void;
}

/** Asks for its id, then makes it good for nothing. */
export function RevokeSheet({ id, name, onClose }: RevokeSheetProps): JSX.Element {
  const voice = useVoice();
  const say = settingsPart.useSay();
  const { tenant } = useSession();
  const revoke = async (): Promise<string | undefined> => {
    const answer = await ask('DELETE', `/tenants/${tenant.id}/${name}s/${id}`, { confirm: id });
    if (!answer.ok) return troubleOf(voice, answer);
    onClose();
    return undefined;
  };
  return (
    <AskName
      question={say('revokeAsk', { id })}
      name={id}
      label={say('typeName', { name: id })}
      wrong={say('typeNameBad', { name: id })}
      act={say('revoke')}
      onAct={revoke}
      onClose={onClose}
    >
      {say('revokeMore')}
    </AskName>
  );
}
