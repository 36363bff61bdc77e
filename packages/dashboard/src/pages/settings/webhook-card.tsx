import type { ToldDelivery, ToldWebhook } from '@imagechat/protocol/dashboard-webhooks';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { webhooksPart } from '../../text/webhooks/webhooks-part.ts';
import { TablePlace } from '../../ui/table-place.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { DeliverySheet, OUTCOME_WORDS } from './delivery-sheet.tsx';
import { HookActs } from './hook-acts.tsx';
import { EVENT_WORDS, hostOf } from './webhook-sheets.tsx';

/** A webhook, and what can be done to it. */
export interface WebhookCardProps {
  readonly webhook: ToldWebhook;
  readonly onChange: () => void;
  readonly onRemove: () => void;
  readonly onRenew: () => void;
  readonly onTest: () => void;
  readonly onTurn: () => void;
}

/** One webhook: where it is, what it is told of, what was sent to it and what came of that. */
export function WebhookCard(props: WebhookCardProps): JSX.Element {
  const { onChange, onRemove, onRenew, onTest, onTurn, webhook } = props;
  const say = webhooksPart.useSay();
  const { active, events, id, url } = webhook;
  return (
    <section aria-labelledby={`hook-${id}`}>
      <div class="card webhook">
        <h2 id={`hook-${id}`} dir="ltr">
          {hostOf(url)}
          {!active && <span class="tag plain">{say('off')}</span>}
        </h2>
        <p>
          <code dir="ltr">{url}</code>
        </p>
        <p class="quiet-text">{events.map((each) => say(EVENT_WORDS[each])).join(' · ')}</p>
        <HookActs {...{ active, onChange, onRemove, onRenew, onTest, onTurn }} />
      </div>
      <Deliveries webhook={webhook} />
    </section>
  );
}

function Deliveries({ webhook }: Pick<WebhookCardProps, 'webhook'>): JSX.Element {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const { tenant } = useSession();
  const { again, failed, value } = useAsked<{ deliveries: readonly ToldDelivery[] }>(
    `/tenants/${tenant.id}/webhooks/${webhook.id}/deliveries`,
  );
  const [shown, setShown] = useState<ToldDelivery>();
  return (
    <>
      <div class="section-head">
        <h3>{say('log')}</h3>
        <button type="button" class="small" onClick={again}>
          {say('again')}
        </button>
      </div>
      <p class="quiet-text">{say('logMore')}</p>
      <Trouble words={failed && troubleOf(voice, failed)} again={again} />
      {value?.deliveries.length === 0 && <p class="empty">{say('logNone')}</p>}
      {value && value.deliveries.length > 0 && (
        <TablePlace label={say('log')}>
          <table>
            <thead>
              <tr>
                {(['when', 'what', 'result', 'tries', 'next', 'details'] as const).map((words) => (
                  <th key={words} scope="col">
                    {say(words)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {value.deliveries.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} onShow={() => setShown(delivery)} />
              ))}
            </tbody>
          </table>
        </TablePlace>
      )}
      {shown && <DeliverySheet webhook={webhook} delivery={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

interface DeliveryRowProps {
  readonly delivery: ToldDelivery;
  readonly onShow: () => void;
}

function DeliveryRow({ delivery, onShow }: DeliveryRowProps): JSX.Element {
  const { count, moment } = useVoice();
  const say = webhooksPart.useSay();
  const { at, nextAt, outcome, seq, status, tries, type, urlId } = delivery;
  return (
    <tr data-outcome={outcome}>
      <td class="nowrap">{moment(at)}</td>
      <td class="wide">
        {type === 'test' ? say('typeTest') : say(EVENT_WORDS[type])}
        {urlId !== '' && (
          <span class="quiet-text" dir="ltr">
            {' '}
            {urlId} · {count(seq)}
          </span>
        )}
      </td>
      <td>
        <span class={`outcome ${outcome}`}>{say(OUTCOME_WORDS[outcome])}</span>
        {status !== null && <span class="quiet-text"> {status}</span>}
      </td>
      <td class="figure">{count(tries)}</td>
      <td class="nowrap">{nextAt === null ? '–' : moment(nextAt)}</td>
      <td>
        <button type="button" class="small" onClick={onShow}>
          {say('details')}
        </button>
      </td>
    </tr>
  );
}
