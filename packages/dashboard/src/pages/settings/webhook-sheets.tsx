import {
  type MadeWebhook,
  type ToldWebhook,
  WEBHOOK_EVENTS,
  type WebhookEvent,
} from '@imagechat/protocol/dashboard-webhooks';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import type { WebhooksKey } from '../../text/webhooks/en.ts';
import { webhooksPart } from '../../text/webhooks/webhooks-part.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { AskName } from '../../ui/ask-name.tsx';
import { Field } from '../../ui/field.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { troubleOf } from '../../ui/trouble.tsx';

/** The kinds of events by their names. */
export const EVENT_WORDS: Readonly<Record<WebhookEvent, WebhooksKey>> = {
  'new-image-chat': 'started',
  'image-chat-updated': 'updated',
  'deleted-image-chat': 'deleted',
};

/** The host of an address, which is its name here. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}

/** What the window about one webhook is given. */
export interface WebhookFormProps {
  /** The one that is changed; absent for a new one. */
  readonly webhook?: ToldWebhook;
  /** It was done; a new one comes with its secret. */
  readonly onDone: (made?: MadeWebhook) => void;
  readonly onClose: () => void;
}

/** Where a webhook is, and what it is told of. */
export function WebhookForm({ onClose, onDone, webhook }: WebhookFormProps): JSX.Element {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const { tenant } = useSession();
  const [url, setUrl] = useState(webhook?.url ?? 'https://');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhook?.events ?? WEBHOOK_EVENTS);
  const [refused, setRefused] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [tried, setTried] = useState(false);
  const isBad = !URL.canParse(url.trim()) || refused === url;
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (isBad || events.length === 0) return;
    const path = `/tenants/${tenant.id}/webhooks`;
    const body = { url: url.trim(), events };
    const answer = webhook
      ? await ask<MadeWebhook>('PUT', `${path}/${webhook.id}`, body)
      : await ask<MadeWebhook>('POST', path, body);
    if (answer.ok) onDone(answer.value);
    else if (answer.code === 'invalid-input') setRefused(url);
    else setTrouble(troubleOf(voice, answer));
  };
  return (
    <Sheet title={say(webhook ? 'edit' : 'add')} onClose={onClose}>
      <form onSubmit={save} noValidate>
        <Field
          label={say('url')}
          dir="ltr"
          autocomplete="off"
          value={url}
          onValue={setUrl}
          hint={say('urlMore')}
          fault={tried && isBad ? say('urlBad') : undefined}
        />
        <fieldset class={tried && events.length === 0 ? 'faulty' : undefined}>
          <legend>{say('events')}</legend>
          {WEBHOOK_EVENTS.map((each) => (
            <label key={each} class="check">
              <input
                type="checkbox"
                checked={events.includes(each)}
                onChange={({ currentTarget }) =>
                  setEvents(
                    WEBHOOK_EVENTS.filter((one) =>
                      one === each ? currentTarget.checked : events.includes(one),
                    ),
                  )
                }
              />
              {say(EVENT_WORDS[each])}
            </label>
          ))}
          {tried && events.length === 0 && (
            <p class="below" role="alert">
              {say('eventsBad')}
            </p>
          )}
        </fieldset>
        <FormEnd act={say('save')} trouble={trouble} onCancel={onClose} />
      </form>
    </Sheet>
  );
}

/** What taking a webhook away is given. */
export interface RemoveWebhookProps {
  readonly webhook: ToldWebhook;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Asks for the webhook's host, and takes it away. */
export function RemoveWebhook({ onClose, onDone, webhook: { id, url } }: RemoveWebhookProps): JSX.Element {
  const voice = useVoice();
  const say = webhooksPart.useSay();
  const { tenant } = useSession();
  const name = hostOf(url);
  const remove = async (): Promise<string | undefined> => {
    const answer = await ask('DELETE', `/tenants/${tenant.id}/webhooks/${id}`, { confirm: id });
    if (!answer.ok) return troubleOf(voice, answer);
    onDone();
    return undefined;
  };
  return (
    <AskName
      question={say('removeAsk')}
      name={name}
      label={say('typeName', { name })}
      wrong={say('typeNameBad', { name })}
      act={say('remove')}
      onAct={remove}
      onClose={onClose}
    >
      {say('removeMore')}
    </AskName>
  );
}
