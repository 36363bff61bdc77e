import type { ToldVerdict } from '@imagechat/protocol/dashboard-webhooks';
import type { JSX } from 'preact';
import { useVoice } from '../../text/language.ts';
import type { WebhooksKey } from '../../text/webhooks/en.ts';
import { webhooksPart } from '../../text/webhooks/webhooks-part.ts';
import { TablePlace } from '../../ui/table-place.tsx';

/** What a judge can say, by its names. */
export const VERDICT_WORDS: Readonly<Record<ToldVerdict['outcome'], WebhooksKey>> = {
  approve: 'verdictApprove',
  hold: 'verdictHold',
  spam: 'verdictSpam',
  'failed-open': 'verdictOpen',
  'failed-closed': 'verdictClosed',
};

/** As results of deliveries are coloured; words say the same. */
const TONES: Readonly<Record<ToldVerdict['outcome'], string>> = {
  approve: 'delivered',
  hold: 'waiting',
  spam: 'given-up',
  'failed-open': 'waiting',
  'failed-closed': 'waiting',
};

/** What the table is given. */
export interface VerdictTableProps {
  readonly verdicts: readonly ToldVerdict[];
  readonly onAgain: () => Promise<void>;
}

/** The last verdicts of a judge, the newest first. */
export function VerdictTable({ onAgain, verdicts }: VerdictTableProps): JSX.Element {
  const say = webhooksPart.useSay();
  return (
    <>
      <div class="section-head">
        <h3>{say('verdicts')}</h3>
        <button type="button" class="small" onClick={onAgain}>
          {say('again')}
        </button>
      </div>
      {verdicts.length === 0 ? (
        <p class="empty">{say('verdictsNone')}</p>
      ) : (
        <TablePlace label={say('verdicts')}>
          <table>
            <thead>
              <tr>
                {(['when', 'verdictAbout', 'result', 'verdictTook', 'verdictWhy'] as const).map((words) => (
                  <th key={words} scope="col">
                    {say(words)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {verdicts.map((verdict) => (
                <VerdictRow key={verdict.id} verdict={verdict} />
              ))}
            </tbody>
          </table>
        </TablePlace>
      )}
    </>
  );
}

function VerdictRow({ verdict }: { readonly verdict: ToldVerdict }): JSX.Element {
  const { count, moment } = useVoice();
  const say = webhooksPart.useSay();
  const { at, commentId, outcome, tookMs, urlId, why } = verdict;
  return (
    <tr data-verdict={outcome}>
      <td class="nowrap">{moment(at)}</td>
      <td class="wide">{commentId === '' ? say('typeTest') : <bdi>{urlId}</bdi>}</td>
      <td class="nowrap">
        <span class={`outcome ${TONES[outcome]}`}>{say(VERDICT_WORDS[outcome])}</span>
      </td>
      <td class="figure nowrap" dir="ltr">
        {count(tookMs)} ms
      </td>
      <td class="wide" dir="auto">
        {why === '' ? '–' : why}
      </td>
    </tr>
  );
}
