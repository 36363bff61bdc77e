import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useSession } from '../session.ts';
import { embedPart } from '../text/embed/embed-part.ts';
import type { EmbedKey } from '../text/embed/en.ts';
import { Code } from '../ui/code.tsx';
import { Options } from './embed/options.tsx';
import { Preview } from './embed/preview.tsx';
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
        <div class="embed-try">
          <Options options={options} onOptions={setOptions} />
          <Preview kind={kind} options={options} />
        </div>
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
