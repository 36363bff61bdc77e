import { JUDGE_MS, type SavedJudge, type ToldJudge } from '@imagechat/protocol/dashboard-webhooks';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { webhooksPart } from '../../text/webhooks/webhooks-part.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { Field } from '../../ui/field.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { troubleOf } from '../../ui/trouble.tsx';

/** What the window about the judge is given. */
export interface JudgeFormProps {
  /** The one that is changed; absent for a new one. */
  readonly judge?: ToldJudge;
  /** It was saved; a new one comes with its secret. */
  readonly onSaved: (saved: SavedJudge) => void;
  readonly onClose: () => void;
}

const FAILS = { closed: 'judgeClosed', open: 'judgeOpen' } as const;

/** Where a judge is, how long it may think, and what happens without it. */
export function JudgeForm({ judge, onClose, onSaved }: JudgeFormProps): JSX.Element {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const { tenant } = useSession();
  const [url, setUrl] = useState(judge?.url ?? 'https://');
  const [most, setMost] = useState(String(judge?.mostMs ?? JUDGE_MS.usual));
  const [fails, setFails] = useState(judge?.fails ?? 'closed');
  const [refused, setRefused] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [tried, setTried] = useState(false);
  const { least, most: longest } = JUDGE_MS;
  const mostMs = Number(most);
  const isBadUrl = !URL.canParse(url.trim()) || refused === url;
  const isBadTime = !(Number.isInteger(mostMs) && mostMs >= least && mostMs <= longest);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (isBadUrl || isBadTime) return;
    const body = { url: url.trim(), fails, mostMs, active: judge?.active ?? true };
    const answer = await ask<SavedJudge>('PUT', `/tenants/${tenant.id}/judge`, body);
    if (answer.ok) onSaved(answer.value);
    else if (answer.code === 'invalid-input') setRefused(url);
    else setTrouble(troubleOf(voice, answer));
  };
  return (
    <Sheet title={say(judge ? 'edit' : 'judgeAdd')} onClose={onClose}>
      <form onSubmit={save} noValidate>
        <Field
          label={say('judgeUrl')}
          dir="ltr"
          autocomplete="off"
          value={url}
          onValue={setUrl}
          hint={<Hint />}
          fault={tried && isBadUrl ? say('urlBad') : undefined}
        />
        <Field
          label={say('judgeMs')}
          dir="ltr"
          autocomplete="off"
          value={most}
          onValue={setMost}
          fault={tried && isBadTime ? say('judgeMsBad', { least, most: longest }) : undefined}
        />
        <fieldset>
          <legend>{say('judgeFails')}</legend>
          {(['closed', 'open'] as const).map((each) => (
            <label key={each} class="choice">
              <input type="radio" name="fails" checked={fails === each} onChange={() => setFails(each)} />
              {say(FAILS[each])}
            </label>
          ))}
        </fieldset>
        <FormEnd act={say('save')} trouble={trouble} onCancel={onClose} />
      </form>
    </Sheet>
  );
}

/** What it is asked and answers; the code reads from left to right in every language. */
function Hint(): JSX.Element {
  const say = webhooksPart.useSay();
  const [before, after = ''] = say('judgeUrlMore', { code: '\n' }).split('\n');
  return (
    <>
      {before}
      <code dir="ltr">{'{"verdict": "approve" | "hold" | "spam"}'}</code>
      {after}
    </>
  );
}
