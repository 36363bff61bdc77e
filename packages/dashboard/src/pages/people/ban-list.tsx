import type { StandingBan } from '@imagechat/protocol/dashboard-people';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { peoplePart } from '../../text/people/people-part.ts';
import type { Done } from '../../ui/toast.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';

/** Bans that last, each with the way to lift it; one of a person can be put back as it was. */
export function BanList({ onDone }: { readonly onDone: (done: Done) => void }): JSX.Element {
  const voice = useVoice();
  const say = peoplePart.useSay();
  const { tenant } = useSession();
  const { again, failed, value } = useAsked<{ bans: readonly StandingBan[] }>(`/tenants/${tenant.id}/bans`);
  const [trouble, setTrouble] = useState<string>();
  const putBack = async ({ actorId, name, shadow, until }: StandingBan): Promise<void> => {
    const minutes = until === null ? {} : { minutes: Math.max(1, Math.ceil((until - Date.now()) / 60_000)) };
    const answer = await ask('POST', `/tenants/${tenant.id}/bans`, { actorId, shadow, ...minutes });
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    if (answer.ok) onDone({ words: say('banned', { name: name ?? actorId ?? '' }) });
    await again();
  };
  const lift = async (ban: StandingBan): Promise<void> => {
    const answer = await ask('DELETE', `/tenants/${tenant.id}/bans/${ban.id}`);
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    const undo = { words: say('undo'), act: () => void putBack(ban) };
    if (answer.ok) onDone({ words: say('lifted'), ...(ban.actorId === null ? {} : { undo }) });
    await again();
  };
  return (
    <section aria-labelledby="bans">
      <h2 id="bans">{say('bans')}</h2>
      <Trouble words={failed ? troubleOf(voice, failed) : trouble} again={failed ? again : undefined} />
      {value?.bans.length === 0 && <p class="empty">{say('bansNone')}</p>}
      {value && value.bans.length > 0 && (
        <ul class="rows">
          {value.bans.map((ban) => (
            <BanRow key={ban.id} ban={ban} onLift={() => void lift(ban)} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface BanRowProps {
  readonly ban: StandingBan;
  readonly onLift: () => void;
}

function BanRow({ ban, onLift }: BanRowProps): JSX.Element {
  const { moment } = useVoice();
  const say = peoplePart.useSay();
  const { actorId, by, name, shadow, until } = ban;
  const who = name ?? actorId ?? say('address');
  return (
    <li>
      <span class="grow">
        <strong dir="auto">{who}</strong>
        {shadow && <span class="tag plain">{say('shadow')}</span>}
        <span class="quiet-text">
          {until === null ? say('forGood') : say('until', { moment: moment(until) })} ·{' '}
          {say('byWhom', { name: by })}
        </span>
      </span>
      <button type="button" class="small" aria-label={`${say('lift')}: ${who}`} onClick={onLift}>
        {say('lift')}
      </button>
    </li>
  );
}
