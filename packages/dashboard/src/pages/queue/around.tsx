import type { QueueEntry, Around as ToldAround } from '@imagechat/protocol/moderation';
import type { JSX } from 'preact';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { StatusTag } from './status-tag.tsx';

/** The conversation around a comment, with the comment marked. */
export function Around({ comment, conversation, urlId }: QueueEntry): JSX.Element {
  const voice = useVoice();
  const { moment, say } = voice;
  const { tenant } = useSession();
  const query = new URLSearchParams({ urlId, conversationId: conversation.id, seq: String(comment.seq) });
  const { again, failed, value } = useAsked<ToldAround>(`/tenants/${tenant.id}/queue/around?${query}`);
  if (!value)
    return failed ? (
      <Trouble words={troubleOf(voice, failed)} again={again} />
    ) : (
      <p class="quiet-text">{say('loading')}</p>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there
    <section class="around" tabIndex={0} aria-label={say('aroundThis')}>
      {value.earlier && <p class="quiet-text">{say('aroundEarlier')}</p>}
      <ol>
        {value.comments.map(({ createdAt, id, name, status, text }) => (
          <li key={id} aria-current={id === comment.id ? 'true' : undefined}>
            <p>
              <strong dir="auto">{name}</strong> <time class="quiet-text">{moment(createdAt)}</time>
              <StatusTag status={status} />
            </p>
            <p class="said" dir="auto">
              {text}
            </p>
          </li>
        ))}
      </ol>
      {value.later && <p class="quiet-text">{say('aroundLater')}</p>}
    </section>
  );
}
