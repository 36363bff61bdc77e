import type { Invitation, InvitedRole, Member, Members } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import { useSession } from '../session.ts';
import { useVoice } from '../text/language.ts';
import { AskFirst, Sheet } from '../ui/ask-first.tsx';
import { Code } from '../ui/code.tsx';
import { FormEnd } from '../ui/form-end.tsx';
import { Trouble, troubleOf } from '../ui/trouble.tsx';
import { useAsked } from '../ui/use-asked.ts';
import { PageHead } from './page-head.tsx';
import { roleMeaning, roleWord } from './role-words.ts';

/** Who may in: members, open invitations, and a way to invite. */
export function AccessPage(): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const { tenant } = useSession();
  const { again, failed, value } = useAsked<Members>(`/tenants/${tenant.id}/members`);
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member>();
  const [trouble, setTrouble] = useState<string>();
  const remove = async (path: string): Promise<void> => {
    setRemoving(undefined);
    const answer = await ask('DELETE', `/tenants/${tenant.id}/${path}`);
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    await again();
  };
  return (
    <>
      <PageHead title={say('accessTitle')} more={say('accessMore', { site: tenant.name })}>
        <button type="button" class="primary" onClick={() => setInviting(true)}>
          {say('invite')}
        </button>
      </PageHead>
      <Trouble words={failed ? troubleOf(voice, failed) : trouble} again={failed ? again : undefined} />
      {value && (
        <>
          <MemberList members={value.members} onRemove={setRemoving} />
          <Invitations
            invitations={value.invitations}
            onTakeBack={(id) => void remove(`invitations/${id}`)}
          />
        </>
      )}
      {inviting && (
        <Invite
          onClose={() => {
            setInviting(false);
            void again();
          }}
        />
      )}
      {removing && (
        <AskFirst
          question={say('removeAsk', { name: removing.name })}
          act={say('remove')}
          onAct={() => void remove(`members/${removing.id}`)}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

interface MemberListProps {
  readonly members: readonly Member[];
  readonly onRemove: (member: Member) => void;
}

function MemberList({ members, onRemove }: MemberListProps): JSX.Element {
  const { day, say } = useVoice();
  const { me, tenant } = useSession();
  const mayRemove = ({ id, role }: Member): boolean =>
    id !== me.account.id && (role === 'moderator' || (role === 'admin' && tenant.role === 'owner'));
  return (
    <section aria-labelledby="members">
      <h2 id="members">{say('members')}</h2>
      <ul class="rows">
        {members.map((member) => (
          <li key={member.id}>
            <span class="initials" aria-hidden="true">
              {[...member.name][0]}
            </span>
            <span class="grow">
              <strong dir="auto">{member.name}</strong>
              {member.id === me.account.id && <span class="tag">{say('you')}</span>}
              <span class="quiet-text" dir="ltr">
                {member.login}
              </span>
            </span>
            <span class="aside">
              {roleWord(member.role, say)}
              <span class="quiet-text">{day(member.since)}</span>
            </span>
            {mayRemove(member) && (
              <button
                type="button"
                class="small"
                onClick={() => onRemove(member)}
                aria-label={`${say('remove')}: ${member.name}`}
              >
                {say('remove')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface InvitationsProps {
  readonly invitations: readonly Invitation[];
  readonly onTakeBack: (id: string) => void;
}

function Invitations({ invitations, onTakeBack }: InvitationsProps): JSX.Element {
  const { day, say } = useVoice();
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations">{say('invitations')}</h2>
      {invitations.length === 0 ? (
        <p class="empty">{say('noInvitations')}</p>
      ) : (
        <ul class="rows">
          {invitations.map(({ expiresAt, id, role }) => (
            <li key={id}>
              <span class="grow">
                <strong>{say('inviteFor', { role: roleWord(role, say) })}</strong>
                <span class="quiet-text">{say('goodUntil', { day: day(expiresAt) })}</span>
              </span>
              <button type="button" class="small" onClick={() => onTakeBack(id)}>
                {say('takeBack')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Invite({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const { tenant } = useSession();
  const [role, setRole] = useState<InvitedRole>('moderator');
  const [link, setLink] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const roles: readonly InvitedRole[] = tenant.role === 'owner' ? ['moderator', 'admin'] : ['moderator'];
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await ask<{ link: string }>('POST', `/tenants/${tenant.id}/invitations`, { role });
    if (answer.ok) setLink(`${location.origin}/dashboard/join#${answer.value.link}`);
    else setTrouble(troubleOf(voice, answer));
  };
  if (link !== undefined)
    return (
      <Sheet title={say('inviteFor', { role: roleWord(role, say) })} onClose={onClose}>
        <p>{say('inviteReady')}</p>
        <Code text={link} />
        <div class="actions">
          <button type="button" class="primary" onClick={onClose}>
            {say('close')}
          </button>
        </div>
      </Sheet>
    );
  return (
    <Sheet title={say('invite')} onClose={onClose}>
      <form onSubmit={make}>
        <fieldset>
          <legend>{say('inviteAs')}</legend>
          {roles.map((each) => (
            <label key={each} class="choice">
              <input type="radio" name="role" checked={role === each} onChange={() => setRole(each)} />
              <span>
                <strong>{roleWord(each, say)}</strong>
                <span class="quiet-text">{roleMeaning(each, say)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <FormEnd act={say('makeLink')} trouble={trouble} onCancel={onClose} />
      </form>
    </Sheet>
  );
}
