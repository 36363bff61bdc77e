import type { Me } from '@imagechat/protocol/dashboard';
import type { ComponentChildren, JSX } from 'preact';
import mark from '../mark.svg';
import { LANGUAGES, type Language, useVoice } from '../text/language.ts';

/** What every page before the dashboard is given. */
export interface DoorPageProps {
  readonly onLanguage: (language: Language) => void;
  readonly onEnter: (me: Me) => void;
}

/** What is in front of the dashboard. */
export interface DoorProps {
  readonly title: string;
  readonly more?: ComponentChildren;
  /** A line above the title. */
  readonly above?: string;
  readonly wide?: boolean;
  readonly children?: ComponentChildren;
  readonly onLanguage: (language: Language) => void;
}

/** A page in front of the dashboard: one thing to do, and the language to do it in. */
export function Door({ above, children, more, onLanguage, title, wide }: DoorProps): JSX.Element {
  const { language, say } = useVoice();
  return (
    <div class="door">
      <main class={wide ? 'door-card wide' : 'door-card'}>
        <img class="door-mark" src={mark} width={36} height={36} alt="" />
        {above !== undefined && <p class="above">{above}</p>}
        <h1>{title}</h1>
        {more !== undefined && <p class="lead">{more}</p>}
        {children}
      </main>
      <footer class="door-foot">
        <label>
          <span class="unseen">{say('language')}</span>
          <select
            class="plain"
            value={language}
            onChange={({ currentTarget }) => onLanguage(currentTarget.value as Language)}
          >
            {Object.entries(LANGUAGES).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </footer>
    </div>
  );
}
