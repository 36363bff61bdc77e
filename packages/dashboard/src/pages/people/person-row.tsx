import type { ToldPerson } from '@imagechat/protocol/dashboard-people';
import type { JSX } from 'preact';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { peoplePart } from '../../text/people/people-part.ts';

/** Somebody, and what one can do about them. */
export interface PersonRowProps {
  readonly person: ToldPerson;
  readonly onBan: () => void;
  readonly onErase: () => void;
}

/** Who somebody is, when they were here last, and what one can do about it. */
export function PersonRow({ onBan, onErase, person }: PersonRowProps): JSX.Element {
  const { moment } = useVoice();
  const say = peoplePart.useSay();
  const { tenant } = useSession();
  const { email, id, name, seen } = person;
  const isAdmin = tenant.role !== 'moderator';
  return (
    <li class="wraps">
      <span class="initials" aria-hidden="true">
        {[...name][0]}
      </span>
      <span class="grow">
        <strong dir="auto">{name}</strong>
        <Kind person={person} />
        <span class="quiet-text" dir="ltr">
          {email ?? id}
        </span>
        <span class="quiet-text">{say('seen', { moment: moment(seen) })}</span>
      </span>
      <span class="actions">
        <button type="button" class="small" aria-label={`${say('ban')}: ${name}`} onClick={onBan}>
          {say('ban')}
        </button>
        {isAdmin && (
          <a
            class="button small"
            download="person.json"
            aria-label={`${say('export')}: ${name}`}
            href={`/dashboard/api/tenants/${tenant.id}/person?actorId=${encodeURIComponent(id)}`}
          >
            {say('export')}
          </a>
        )}
        {isAdmin && (
          <button
            type="button"
            class="small bad-quiet"
            aria-label={`${say('erase')}: ${name}`}
            onClick={onErase}
          >
            {say('erase')}
          </button>
        )}
      </span>
    </li>
  );
}

function Kind({ person: { kind, verified } }: Pick<PersonRowProps, 'person'>): JSX.Element | null {
  const say = peoplePart.useSay();
  if (kind === 'admin') return <span class="tag">{say('kindAdmin')}</span>;
  if (kind === 'moderator') return <span class="tag">{say('kindModerator')}</span>;
  return verified ? null : <span class="tag plain">{say('unverified')}</span>;
}
