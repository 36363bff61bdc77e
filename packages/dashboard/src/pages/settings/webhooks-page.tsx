import type { MadeWebhook, ToldDelivery, ToldWebhook } from '@imagechat/protocol/dashboard-webhooks';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { webhooksPart } from '../../text/webhooks/webhooks-part.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { Code } from '../../ui/code.tsx';
import { type Done, Toast } from '../../ui/toast.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { PageHead } from '../page-head.tsx';
import { JudgeSection } from './judge-section.tsx';
import { SettingsTabs } from './settings-tabs.tsx';
import { WebhookCard } from './webhook-card.tsx';
import { RemoveWebhook, WebhookForm } from './webhook-sheets.tsx';

/** What one is doing with webhooks. */
type Doing =
  | { readonly what: 'adding' }
  | { readonly what: 'changing' | 'removing'; readonly webhook: ToldWebhook }
  | { readonly what: 'made'; readonly secret: string };

/** Who else hears of what happens: webhooks, and what became of what was sent to them. */
export function WebhooksPage(): JSX.Element {
  return (
    <webhooksPart.Spoken>
      <Webhooks />
    </webhooksPart.Spoken>
  );
}

function Webhooks(): JSX.Element {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const { tenant } = useSession();
  const { again, failed, value } = useAsked<{ webhooks: readonly ToldWebhook[] }>(
    `/tenants/${tenant.id}/webhooks`,
  );
  const [doing, setDoing] = useState<Doing>();
  const acts = useActs(again, setDoing);
  const finished = (made?: MadeWebhook): void => {
    setDoing(made && { what: 'made', secret: made.secret });
    void again();
  };
  const close = (): void => setDoing(undefined);
  return (
    <>
      <PageHead title={say('title')} more={say('more', { site: tenant.name })}>
        <button type="button" class="primary" onClick={() => setDoing({ what: 'adding' })}>
          {say('add')}
        </button>
      </PageHead>
      <SettingsTabs current="settings/webhooks" />
      <Trouble words={failed ? troubleOf(voice, failed) : acts.trouble} again={failed ? again : undefined} />
      {value?.webhooks.length === 0 && <p class="empty">{say('none')}</p>}
      {value?.webhooks.map((webhook) => (
        <WebhookCard
          key={`${webhook.id} ${acts.tests}`}
          webhook={webhook}
          onChange={() => setDoing({ what: 'changing', webhook })}
          onRemove={() => setDoing({ what: 'removing', webhook })}
          onRenew={() => void acts.renew(webhook)}
          onTest={() => void acts.test(webhook)}
          onTurn={() => void acts.turn(webhook)}
        />
      ))}
      <JudgeSection onSecret={(secret) => setDoing({ what: 'made', secret })} />
      {doing?.what === 'adding' && <WebhookForm onDone={finished} onClose={close} />}
      {doing?.what === 'changing' && (
        <WebhookForm webhook={doing.webhook} onDone={() => finished()} onClose={close} />
      )}
      {doing?.what === 'removing' && (
        <RemoveWebhook webhook={doing.webhook} onDone={() => finished()} onClose={close} />
      )}
      {doing?.what === 'made' && <MadeSecret secret={doing.secret} onClose={close} />}
      <Toast done={acts.done} onClose={acts.forgetDone} />
    </>
  );
}

/** What is done to a webhook with one press, and what came of it. */
function useActs(again: () => Promise<void>, onDoing: (doing: Doing) => void) {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const { tenant } = useSession();
  const [done, setDone] = useState<Done>();
  const [trouble, setTrouble] = useState<string>();
  const [tests, setTests] = useState(0);
  const path = (webhook: ToldWebhook): string => `/tenants/${tenant.id}/webhooks/${webhook.id}`;
  return {
    done,
    trouble,
    tests,
    forgetDone: () => setDone(undefined),
    async renew(webhook: ToldWebhook): Promise<void> {
      const answer = await ask<MadeWebhook>('POST', `${path(webhook)}/secret`);
      setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
      if (answer.ok) onDoing({ what: 'made', secret: answer.value.secret });
    },
    async test(webhook: ToldWebhook): Promise<void> {
      const answer = await ask<ToldDelivery>('POST', `${path(webhook)}/test`);
      setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
      if (!answer.ok) return;
      const { answer: words, outcome, status } = answer.value;
      const why = status === null ? words : `${status} ${words}`;
      setDone({ words: outcome === 'delivered' ? say('tested') : say('testFailed', { why }) });
      setTests(tests + 1);
    },
    async turn(webhook: ToldWebhook): Promise<void> {
      const answer = await ask('PUT', path(webhook), { active: !webhook.active });
      setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
      if (answer.ok) setDone({ words: say('saved') });
      await again();
    },
  };
}

function MadeSecret({
  onClose,
  secret,
}: {
  readonly secret: string;
  readonly onClose: () => void;
}): JSX.Element {
  const { say: always } = useVoice();
  const say = webhooksPart.useSay();
  return (
    <Sheet title={say('made')} onClose={onClose}>
      <p>{say('madeMore')}</p>
      <Code text={secret} />
      <div class="actions">
        <button type="button" class="primary" onClick={onClose}>
          {always('close')}
        </button>
      </div>
    </Sheet>
  );
}
