import type {
  CredentialName,
  MadeCredential,
  TenantFile,
  ToldCredential,
} from '@imagechat/protocol/dashboard-settings';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { useSession } from '../../session.ts';
import { useVoice } from '../../text/language.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useAsked } from '../../ui/use-asked.ts';
import { PageHead } from '../page-head.tsx';
import { MadeSheet, RevokeSheet } from './credential-sheets.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

/** What one is doing with a secret or key. */
type Doing =
  | {
      readonly what: 'made';
      readonly name: CredentialName;
      readonly made: MadeCredential;
      readonly old?: string;
    }
  | { readonly what: 'revoking'; readonly name: CredentialName; readonly id: string };

/** What a tenant's programs sign in with: make, rotate, revoke. */
export function KeysPage(): JSX.Element {
  const voice = useVoice();
  const say = settingsPart.useSay();
  const { tenant } = useSession();
  const { again, failed, value } = useAsked<TenantFile>(`/tenants/${tenant.id}/settings`);
  const [doing, setDoing] = useState<Doing>();
  const [trouble, setTrouble] = useState<string>();
  const make = async (name: CredentialName, old?: string): Promise<void> => {
    const answer = await ask<MadeCredential>('POST', `/tenants/${tenant.id}/${name}s`);
    setTrouble(answer.ok ? undefined : troubleOf(voice, answer));
    if (answer.ok)
      setDoing({ what: 'made', name, made: answer.value, ...(old === undefined ? {} : { old }) });
    await again();
  };
  const revoking = (name: CredentialName) => (id: string) => setDoing({ what: 'revoking', name, id });
  const close = (): void => {
    setDoing(undefined);
    void again();
  };
  return (
    <>
      <PageHead title={say('keysTitle')} more={say('keysMore', { site: tenant.name })} />
      <SettingsTabs current="settings/keys" />
      <Trouble words={failed ? troubleOf(voice, failed) : trouble} again={failed ? again : undefined} />
      {value &&
        (['secret', 'key'] as const).map((name) => (
          <CredentialList
            key={name}
            name={name}
            all={name === 'secret' ? value.secrets : value.keys}
            onMake={(old) => void make(name, old)}
            onRevoke={revoking(name)}
          />
        ))}
      {doing?.what === 'made' && (
        <MadeSheet
          {...doing}
          onRevoke={(id) => setDoing({ what: 'revoking', name: doing.name, id })}
          onClose={close}
        />
      )}
      {doing?.what === 'revoking' && <RevokeSheet {...doing} onClose={close} />}
    </>
  );
}

const WORDS = {
  secret: { head: 'secrets', more: 'secretsMore', none: 'secretsNone', make: 'makeSecret' },
  key: { head: 'keys', more: 'keysListMore', none: 'keysNone', make: 'makeKey' },
} as const;

interface CredentialListProps {
  readonly name: CredentialName;
  readonly all: readonly ToldCredential[];
  /** @param old the one it is to take the place of */
  readonly onMake: (old?: string) => void;
  readonly onRevoke: (id: string) => void;
}

function CredentialList({ all, name, onMake, onRevoke }: CredentialListProps): JSX.Element {
  const say = settingsPart.useSay();
  const { tenant } = useSession();
  const { head, make, more, none } = WORDS[name];
  return (
    <section aria-labelledby={head}>
      <div class="section-head">
        <h2 id={head}>{say(head)}</h2>
        <button type="button" class="small" onClick={() => onMake()}>
          {say(make)}
        </button>
      </div>
      <p class="quiet-text">{say(more, { id: tenant.id })}</p>
      {all.length === 0 ? (
        <p class="empty">{say(none)}</p>
      ) : (
        <ul class="rows">
          {all.toReversed().map((each) => (
            <CredentialRow key={each.id} credential={each} onMake={onMake} onRevoke={onRevoke} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface CredentialRowProps extends Pick<CredentialListProps, 'onMake' | 'onRevoke'> {
  readonly credential: ToldCredential;
}

function CredentialRow({ credential, onMake, onRevoke }: CredentialRowProps): JSX.Element {
  const { day } = useVoice();
  const say = settingsPart.useSay();
  const { createdAt, id, revokedAt } = credential;
  return (
    <li class={revokedAt === null ? undefined : 'over'}>
      <span class="grow">
        <code dir="ltr">{id}</code>
        <span class="quiet-text">
          {revokedAt === null
            ? say('made', { day: day(createdAt) })
            : say('revoked', { day: day(revokedAt) })}
        </span>
      </span>
      {revokedAt === null && (
        <span class="actions">
          <button
            type="button"
            class="small"
            aria-label={`${say('rotate')}: ${id}`}
            onClick={() => onMake(id)}
          >
            {say('rotate')}
          </button>
          <button
            type="button"
            class="small"
            aria-label={`${say('revoke')}: ${id}`}
            onClick={() => onRevoke(id)}
          >
            {say('revoke')}
          </button>
        </span>
      )}
    </li>
  );
}
