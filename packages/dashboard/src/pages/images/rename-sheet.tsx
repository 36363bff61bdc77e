import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { Field } from '../../ui/field.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { troubleOf } from '../../ui/trouble.tsx';

/** About which image, and what follows. */
export interface RenameSheetProps {
  readonly urlId: string;
  readonly onClose: () => void;
  /** It has that name now. */
  readonly onRenamed: (to: string) => void;
}

/** Asks for another name for an image, says what follows from it, and gives it. */
export function RenameSheet({ onClose, onRenamed, urlId }: RenameSheetProps): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const { tenant } = useSession();
  const [to, setTo] = useState(urlId);
  const [fault, setFault] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const isNew = to !== '' && to !== urlId;
    setFault(isNew ? undefined : say('imageRenameEmpty'));
    setTrouble(undefined);
    if (!isNew) return;
    setBusy(true);
    const answer = await ask('PUT', `/tenants/${tenant.id}/images/name`, { urlId, to });
    setBusy(false);
    if (answer.ok) onRenamed(to);
    else if (answer.code === 'id-taken') setFault(say('imageRenameTaken'));
    else setTrouble(troubleOf(voice, answer));
  };
  return (
    <Sheet title={say('imageRenameTitle')} onClose={onClose}>
      <p>{say('imageRenameMore')}</p>
      <dl class="name-now">
        <dt>{say('imageRenameNow')}</dt>
        <dd dir="auto">{urlId}</dd>
      </dl>
      <form onSubmit={submit} noValidate>
        <Field
          label={say('imageRenameTo')}
          dir="auto"
          autocomplete="off"
          value={to}
          onValue={setTo}
          hint={say('imageRenameHint')}
          fault={fault}
        />
        <FormEnd act={say('imageRename')} busy={busy} trouble={trouble} onCancel={onClose} />
      </form>
    </Sheet>
  );
}
