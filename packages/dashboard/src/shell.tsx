import type { MyTenant } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { AccountMenu } from './account-menu.tsx';
import mark from './mark.svg';
import { AccessPage } from './pages/access.tsx';
import { Door } from './pages/door.tsx';
import { EmbedPage } from './pages/embed.tsx';
import { LogPage } from './pages/log.tsx';
import { PageHead } from './pages/page-head.tsx';
import { addressOf, follow, usePlace } from './route.ts';
import { type Session, SessionContext, rememberTenant, rememberedTenant, useSession } from './session.ts';
import type { Words } from './text/en.ts';
import { type Language, useVoice } from './text/language.ts';
import { Icon, type IconName } from './ui/icon.tsx';
import { later } from './ui/later.tsx';

interface Page {
  readonly at: string;
  readonly icon: IconName;
  readonly name: keyof Words;
  readonly draw: () => JSX.Element;
  /** True for pages moderators have no use of. */
  readonly admins?: true;
}

const PAGES: readonly Page[] = [
  {
    at: 'moderation',
    icon: 'moderation',
    name: 'navModeration',
    draw: later(async () => (await import('./pages/moderation.tsx')).ModerationPage),
  },
  {
    at: 'images',
    icon: 'images',
    name: 'navImages',
    draw: later(async () => (await import('./pages/images.tsx')).ImagesPage),
  },
  {
    at: 'usage',
    icon: 'usage',
    name: 'navUsage',
    draw: later(async () => (await import('./pages/usage.tsx')).UsagePage),
  },
  { at: 'access', icon: 'access', name: 'navAccess', draw: AccessPage, admins: true },
  { at: 'log', icon: 'log', name: 'navLog', draw: LogPage, admins: true },
  { at: 'embed', icon: 'embed', name: 'navEmbed', draw: EmbedPage },
];

/** What the dashboard is given. */
export interface ShellProps {
  readonly me: Session['me'];
  readonly onLanguage: (language: Language) => void;
  readonly onSignOut: () => void;
}

/** The dashboard: a rail on wide screens, a bar below on phones, and one page. */
export function Shell({ me, onLanguage, onSignOut }: ShellProps): JSX.Element {
  const { say } = useVoice();
  const [tenant, setTenant] = useState<MyTenant | undefined>(() => rememberedTenant(me.tenants));
  if (!tenant)
    return (
      <Door onLanguage={onLanguage} title={say('noSite')} more={say('noSiteMore')}>
        <button type="button" onClick={onSignOut}>
          {say('signOut')}
        </button>
      </Door>
    );
  const session: Session = {
    me,
    tenant,
    signOut: onSignOut,
    chooseTenant(id) {
      rememberTenant(id);
      setTenant(me.tenants.find((each) => each.id === id) ?? tenant);
    },
  };
  return (
    <SessionContext.Provider value={session}>
      <a class="skip" href="#page">
        {say('skip')}
      </a>
      <div class="shell">
        <Rail onLanguage={onLanguage} />
        <main id="page" key={tenant.id} tabIndex={-1}>
          <CurrentPage />
        </main>
      </div>
    </SessionContext.Provider>
  );
}

/** The pages somebody has a use of. */
function usePages(): readonly Page[] {
  const { tenant } = useSession();
  return PAGES.filter(({ admins }) => !admins || tenant.role !== 'moderator');
}

function CurrentPage(): JSX.Element {
  const { say } = useVoice();
  const pages = usePages();
  const place = usePlace();
  const page = place === '' ? pages[0] : pages.find(({ at }) => at === place.split('/', 1)[0]);
  if (page) return <page.draw key={page.at} />;
  return (
    <>
      <PageHead title={say('nothingHere')} more={say('nothingHereMore')} />
      <a href={addressOf('')} onClick={(event) => follow(event, '')}>
        {say('toStart')}
      </a>
    </>
  );
}

function Rail({ onLanguage }: Pick<ShellProps, 'onLanguage'>): JSX.Element {
  const { say } = useVoice();
  const { chooseTenant, me, tenant } = useSession();
  const pages = usePages();
  const place = usePlace();
  const current = place === '' ? pages[0]?.at : place.split('/', 1)[0];
  return (
    <header class="rail">
      <div class="rail-top">
        <img src={mark} width={24} height={24} alt={say('title')} />
        <label class="site">
          <span class="unseen">{say('site')}</span>
          <select value={tenant.id} onChange={({ currentTarget }) => chooseTenant(currentTarget.value)}>
            {me.tenants.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <nav aria-label={say('navigation')}>
        {pages.map(({ at, icon, name }) => (
          <a
            key={at}
            href={addressOf(at)}
            aria-current={at === current ? 'page' : undefined}
            onClick={(event) => follow(event, at)}
          >
            <Icon name={icon} />
            <span>{say(name)}</span>
          </a>
        ))}
      </nav>
      <AccountMenu onLanguage={onLanguage} />
    </header>
  );
}
