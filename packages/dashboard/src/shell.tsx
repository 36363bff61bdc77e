import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AccountMenu } from './account-menu.tsx';
import mark from './mark.svg';
import { AccessPage } from './pages/access.tsx';
import { Door } from './pages/door.tsx';
import { LogPage } from './pages/log.tsx';
import { PageHead } from './pages/page-head.tsx';
import { PLACES, type Place } from './places.ts';
import { addressOf, follow, usePlace } from './route.ts';
import { type Session, SessionContext, rememberTenant, rememberedTenant, useSession } from './session.ts';
import { type Language, useVoice } from './text/language.ts';
import { Icon } from './ui/icon.tsx';
import { later } from './ui/later.tsx';

type Page = (typeof PLACES)[number] & Place;

/** How each page is drawn. */
const DRAWS: Readonly<Record<Page['at'], () => JSX.Element>> = {
  moderation: later(async () => (await import('./pages/moderation.tsx')).ModerationPage),
  images: later(async () => (await import('./pages/images.tsx')).ImagesPage),
  usage: later(async () => (await import('./pages/usage.tsx')).UsagePage),
  people: later(async () => (await import('./pages/people/people-page.tsx')).PeoplePage),
  access: AccessPage,
  log: LogPage,
  settings: later(async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage),
  embed: later(async () => (await import('./pages/embed.tsx')).EmbedPage),
  account: later(async () => (await import('./pages/account/account-page.tsx')).AccountPage),
  'new-site': later(async () => (await import('./pages/new-site.tsx')).NewSitePage),
};

/** What the dashboard is given. */
export interface ShellProps {
  readonly me: Session['me'];
  readonly onLanguage: (language: Language) => void;
  readonly onSignOut: () => void;
  /** Something of one's sites was changed. */
  readonly onChanged: () => Promise<void>;
}

/** The dashboard: a rail on wide screens, a bar below on phones, and one page. */
export function Shell({ me, onChanged, onLanguage, onSignOut }: ShellProps): JSX.Element {
  const { say } = useVoice();
  const [tenantId, setTenantId] = useState(() => rememberedTenant(me.tenants)?.id);
  const tenant = me.tenants.find(({ id }) => id === tenantId) ?? me.tenants[0];
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
    refresh: onChanged,
    chooseTenant(id) {
      rememberTenant(id);
      setTenantId(id);
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
  return PLACES.filter(({ only }: Page) => {
    if (only === 'owner') return tenant.role === 'owner';
    return only === undefined || tenant.role !== 'moderator';
  });
}

function CurrentPage(): JSX.Element {
  const { say } = useVoice();
  const pages = usePages();
  const place = usePlace();
  const at = place.split('/', 1)[0];
  const page = place === '' ? pages[0] : pages.find((each) => each.at === at);
  const Draw = page && DRAWS[page.at];
  if (Draw) return <Draw key={page.at} />;
  // Moderators are told that it is not theirs.
  const other = PLACES.find((each) => each.at === at);
  if (other) return <PageHead title={say(other.name)} more={say('notAllowed')} />;
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
  const shown = pages.filter(({ hidden }) => !hidden);
  const place = usePlace();
  const current = place === '' ? pages[0]?.at : place.split('/', 1)[0];
  const bar = useRef<HTMLElement>(null);
  // On phones the bar holds more than is seen at a time.
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
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
        {tenant.role === 'owner' && (
          <a
            class="icon-link"
            href={addressOf('new-site')}
            aria-label={say('newSite')}
            title={say('newSite')}
            onClick={(event) => follow(event, 'new-site')}
          >
            <Icon name="plus" />
          </a>
        )}
      </div>
      <nav ref={bar} aria-label={say('navigation')}>
        {shown.map(({ at, icon, name }) => (
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
