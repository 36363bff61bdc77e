import { LOCALES } from '@imagechat/protocol/locale';
import type { JSX } from 'preact';
import { embedPart } from '../../text/embed/embed-part.ts';
import type { EmbedKey } from '../../text/embed/en.ts';
import { useVoice } from '../../text/language.ts';
import { Field } from '../../ui/field.tsx';
import { languageName } from '../../ui/language-name.ts';
import type { SnippetOptions } from '../snippets.ts';

type Flag = 'readonly' | 'newCommentsToBottom' | 'absoluteDates' | 'disableVoting' | 'hideAvatars';

/** What is either so or not, with what it is when it is ticked. */
const CHECKS: readonly (readonly [Flag, words: EmbedKey, on: boolean])[] = [
  ['readonly', 'readonly', true],
  ['newCommentsToBottom', 'newestFirst', false],
  ['absoluteDates', 'dates', true],
  ['disableVoting', 'noReactions', true],
  ['hideAvatars', 'noAvatars', true],
];

/** What was chosen, and what is told of a change. */
export interface OptionsProps {
  readonly options: SnippetOptions;
  readonly onOptions: (options: SnippetOptions) => void;
}

/** What is chosen anew; undefined is not chosen any more. */
type Change = { readonly [Name in keyof SnippetOptions]: SnippetOptions[Name] | undefined };

/** What one may choose beside the form. */
export function Options({ onOptions, options }: OptionsProps): JSX.Element {
  const say = embedPart.useSay();
  const { locale } = useVoice();
  const put = (change: Change): void => {
    const entries = Object.entries({ ...options, ...change }).filter(([, value]) => value !== undefined);
    onOptions(Object.fromEntries(entries));
  };
  return (
    <div class="card fields">
      <Field
        label={say('urlId')}
        dir="auto"
        autocomplete="off"
        value={options.urlId ?? ''}
        onValue={(value) => put({ urlId: value === '' ? undefined : value })}
        hint={say('urlIdMore')}
      />
      <Pick
        label={say('locale')}
        value={options.locale ?? ''}
        onValue={(value) => put({ locale: value === '' ? undefined : value })}
        choices={[
          ['', say('localeAny')],
          ...LOCALES.map((code) => [code, languageName(code, locale)] as const),
        ]}
      />
      <Pick
        label={say('replies')}
        value={String(options.maxReplyDepth ?? '')}
        onValue={(value) => put({ maxReplyDepth: value === '' ? undefined : Number(value) })}
        choices={[['', say('repliesNone')], ...['1', '2', '3'].map((depth) => [depth, depth] as const)]}
      />
      <Pick
        label={say('background')}
        value={String(options.hasDarkBackground ?? '')}
        onValue={(value) => put({ hasDarkBackground: value === '' ? undefined : value === 'true' })}
        choices={[
          ['', say('backgroundAny')],
          ['false', say('backgroundLight')],
          ['true', say('backgroundDark')],
        ]}
      />
      <Pick
        label={say('markers')}
        value={String(options.chatSquarePercentage ?? '')}
        onValue={(value) => put({ chatSquarePercentage: value === '' ? undefined : Number(value) })}
        choices={[
          ['', say('markersUsual')],
          ['3', say('markersSmall')],
          ['8', say('markersLarge')],
        ]}
      />
      <Checks options={options} put={put} />
    </div>
  );
}

interface ChecksProps {
  readonly options: SnippetOptions;
  readonly put: (change: Change) => void;
}

function Checks({ options, put }: ChecksProps): JSX.Element {
  const say = embedPart.useSay();
  return (
    <>
      {CHECKS.map(([name, words, on]) => (
        <label key={name} class="check">
          <input
            type="checkbox"
            checked={options[name] === on}
            onChange={({ currentTarget }) => put({ [name]: currentTarget.checked ? on : undefined })}
          />
          {say(words)}
        </label>
      ))}
    </>
  );
}

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, words: string])[];
  readonly onValue: (value: string) => void;
}

function Pick({ choices, label, onValue, value }: PickProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        {choices.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
