import type { JSX } from 'preact';
import { useSession } from '../session.ts';
import { useVoice } from '../text/language.ts';
import { Code } from '../ui/code.tsx';
import { PageHead } from './page-head.tsx';
import { type SnippetKind, snippetOf } from './snippets.ts';

const KINDS: readonly (readonly [SnippetKind, 'embedOne' | 'embedAll' | 'embedAttribute' | 'embedModule'])[] =
  [
    ['one', 'embedOne'],
    ['all', 'embedAll'],
    ['attribute', 'embedAttribute'],
    ['module', 'embedModule'],
  ];

/** What to paste, in every form there is. */
export function EmbedPage(): JSX.Element {
  const { say } = useVoice();
  const { tenant } = useSession();
  return (
    <>
      <PageHead title={say('embedTitle')} more={say('embedMore')} />
      {KINDS.map(([kind, name]) => (
        <section key={kind} aria-labelledby={kind}>
          <h2 id={kind}>{say(name)}</h2>
          <Code text={snippetOf(kind, location.origin, tenant.id)} />
        </section>
      ))}
    </>
  );
}
