import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Look, chosenLook, takeLook } from './look.ts';
import { addressOf, follow } from './route.ts';
import { useSession } from './session.ts';
import { LANGUAGES, type Language, useVoice } from './text/language.ts';

const LOOKS = { auto: 'lookAuto', light: 'lookLight', dark: 'lookDark' } as const;

/** Who one is, how it looks and in which language, and the way out. */
export function AccountMenu({
  onLanguage,
}: {
  readonly onLanguage: (language: Language) => void;
}): JSX.Element {
  const { language, say } = useVoice();
  const { me, signOut } = useSession();
  const [look, setLook] = useState<Look>(chosenLook);
  const { login, name } = me.account;
  return (
    <div class="account">
      <button type="button" popovertarget="account">
        <span class="initials" aria-hidden="true">
          {[...name][0]}
        </span>
        <span class="name">
          <span class="unseen">{say('account')}: </span>
          <bdi>{name}</bdi>
        </span>
      </button>
      <div id="account" popover="auto" class="panel">
        <p>
          <strong dir="auto">{name}</strong>
          <span class="quiet-text" dir="ltr">
            {login}
          </span>
        </p>
        <label>
          {say('language')}
          <select
            value={language}
            onChange={({ currentTarget }) => onLanguage(currentTarget.value as Language)}
          >
            {Object.entries(LANGUAGES).map(([tag, own]) => (
              <option key={tag} value={tag} lang={tag}>
                {own}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say('look')}
          <select
            value={look}
            onChange={({ currentTarget }) => {
              const chosen = currentTarget.value as Look;
              setLook(chosen);
              takeLook(chosen);
            }}
          >
            {Object.entries(LOOKS).map(([each, word]) => (
              <option key={each} value={each}>
                {say(word)}
              </option>
            ))}
          </select>
        </label>
        <a
          class="button"
          href={addressOf('account')}
          onClick={(event) => {
            event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
            follow(event, 'account');
          }}
        >
          {say('signInSettings')}
        </a>
        <button type="button" onClick={signOut}>
          {say('signOut')}
        </button>
      </div>
    </div>
  );
}
