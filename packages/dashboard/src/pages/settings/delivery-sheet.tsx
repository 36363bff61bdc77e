import type { ToldDelivery, ToldWebhook } from '@imagechat/protocol/dashboard-webhooks';
import type { JSX } from 'preact';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import type { WebhooksKey } from '../../text/webhooks/en.ts';
import { webhooksPart } from '../../text/webhooks/webhooks-part.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { Code } from '../../ui/code.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';

/** What came of a delivery, in words. */
export const OUTCOME_WORDS: Readonly<Record<ToldDelivery['outcome'], WebhooksKey>> = {
  delivered: 'delivered',
  waiting: 'waiting',
  'given-up': 'givenUp',
  lost: 'lost',
};

/** One delivery of a webhook. */
export interface DeliverySheetProps {
  readonly webhook: ToldWebhook;
  readonly delivery: ToldDelivery;
  readonly onClose: () => void;
}

/** What was sent and what was answered. */
export function DeliverySheet({ delivery, onClose, webhook }: DeliverySheetProps): JSX.Element {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const { tenant } = useSession();
  const path = `/tenants/${tenant.id}/webhooks/${webhook.id}/deliveries/${encodeURIComponent(delivery.id)}`;
  const { again, failed, value } = useAsked<{ payload: string | null }>(path);
  const { answer, outcome, status } = delivery;
  return (
    <Sheet title={say(OUTCOME_WORDS[outcome])} onClose={onClose}>
      <h3>{say('payload')}</h3>
      <Trouble words={failed && troubleOf(voice, failed)} again={again} />
      {value &&
        (value.payload === null ? <p>{say('payloadGone')}</p> : <Code text={pretty(value.payload)} />)}
      <h3>{say('answer')}</h3>
      {status === null && answer === '' ? (
        <p>{say('noAnswer')}</p>
      ) : (
        <Code text={status === null ? answer : `${status}\n${answer}`} />
      )}
      <div class="actions">
        <button type="button" class="primary" onClick={onClose}>
          {voice.say('close')}
        </button>
      </div>
    </Sheet>
  );
}

/** Our own server's JSON, a line for each of its fields. */
function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}
