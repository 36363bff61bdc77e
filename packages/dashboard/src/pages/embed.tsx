import { LOCALES } from '@imagechat/protocol/locale';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useSession } from '../session.ts';
import { embedPart } from '../text/embed/embed-part.ts';
import type { EmbedKey } from '../text/embed/en.ts';
import { useVoice } from '../text/language.ts';
import { Code } from '../ui/code.tsx';
import { Field } from '../ui/field.tsx';
import { languageName } from '../ui/language-name.ts';
import { PageHead } from './page-head.tsx';
import { type SnippetKind, type SnippetOptions, snippetOf } from './snippets.ts';

const KINDS: readonly (readonly [SnippetKind, name: EmbedKey, more: EmbedKey])[] = [
  ['one', 'one', 'oneMore'],
  ['all', 'all', 'allMore'],
  ['attribute', 'attribute', 'attributeMore'],
  ['element', 'element', 'elementMore'],
  ['module', 'module', 'moduleMore'],
  ['react', 'react', 'wrapperMore'],
  ['vue', 'vue', 'wrapperMore'],
];

/** What to paste, in every form there is, with what one chooses. */
export function EmbedPage(): JSX.Element {
  return (
    <embedPart.Spoken>
      <Embedding />
    </embedPart.Spoken>
  );
}

function Embedding(): JSX.Element {
  const say = embedPart.useSay();
  const { tenant } = useSession();
  const [kind, setKind] = useState<SnippetKind>('one');
  const [options, setOptions] = useState<SnippetOptions>({});
  const [, , more = 'oneMore'] = KINDS.find(([each]) => each === kind) ?? [];
  return (
    <>
      <PageHead title={say('title')} more={say('more', { site: tenant.name })} />
      <section aria-labelledby="form">
        <h2 id="form">{say('form')}</h2>
        <div class="switch wrap">
          {KINDS.map(([each, name]) => (
            <button key={each} type="button" aria-pressed={each === kind} onClick={() => setKind(each)}>
              {say(name)}
            </button>
          ))}
        </div>
        <p class="quiet-text">{say(more)}</p>
        <Code text={snippetOf(kind, location.origin, tenant.id, options)} />
      </section>
      <section aria-labelledby="options">
        <h2 id="options">{say('options')}</h2>
        <p class="quiet-text">{say('optionsMore')}</p>
        <Options options={options} onOptions={setOptions} />
      </section>
      <section aria-labelledby="sign-on">
        <h2 id="sign-on">{say('signOn')}</h2>
        <p class="quiet-text">{say('signOnMore')}</p>
        <Code text={SIGN_ON} />
      </section>
    </>
  );
}

/** What a site's own server says of who is looking: Secure SSO (CONTRACT §4). */
const SIGN_ON = `import { createHmac } from 'node:crypto';

const user = { id: '42', email: 'ada@example.com', username: 'Ada' };
const userDataJSONBase64 = Buffer.from(JSON.stringify(user)).toString('base64');
const timestamp = Date.now();
const verificationHash = createHmac('sha256', process.env.IMAGECHAT_SECRET)
  .update(timestamp + userDataJSONBase64)
  .digest('hex');
// In the page: ImageChat(image, { tenantId, sso: { userDataJSONBase64, verificationHash, timestamp } });`;

interface OptionsProps {
  readonly options: SnippetOptions;
  readonly onOptions: (options: SnippetOptions) => void;
}

function Options({ onOptions, options }: OptionsProps): JSX.Element {
  const say = embedPart.useSay();
  const { locale } = useVoice();
  const put = (
    change: { readonly [Name in keyof SnippetOptions]: SnippetOptions[Name] | undefined },
  ): void => {
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
      <label class="check">
        <input
          type="checkbox"
          checked={options.readonly === true}
          onChange={({ currentTarget }) => put({ readonly: currentTarget.checked || undefined })}
        />
        {say('readonly')}
      </label>
    </div>
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
