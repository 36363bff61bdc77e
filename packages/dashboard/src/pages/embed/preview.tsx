import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isDark } from '../../look.ts';
import { READY, type Shown } from '../../preview/shown.ts';
import { useSession } from '../../session.ts';
import { embedPart } from '../../text/embed/embed-part.ts';
import { followLook } from '../../ui/follow-look.ts';
import type { SnippetKind, SnippetOptions } from '../snippets.ts';

/** What was chosen. */
export interface PreviewProps {
  readonly kind: SnippetKind;
  readonly options: SnippetOptions;
}

/**
 * The widget as one chose it, to be tried: in a frame with an origin of its own, in which a server of its own decides. What cannot be changed while it
 * runs, as pages cannot either, begins anew.
 */
export function Preview({ kind, options }: PreviewProps): JSX.Element {
  const say = embedPart.useSay();
  const { tenant } = useSession();
  const { urlId: _, ...seen } = options;
  // Attributes of a script are read once.
  const life = kind === 'attribute' ? `${kind} ${JSON.stringify(seen)}` : kind;
  const shown = {
    ...{ kind, options, tenantId: tenant.id, pictures: say('previewPicture') },
    said: [
      ['Ada', say('previewSaid')],
      ['Ben', say('previewAnswer')],
    ],
  } as const;
  return (
    <div class="preview">
      <h3>{say('preview')}</h3>
      <p class="quiet-text">{say('previewMore')}</p>
      <Frame key={`${tenant.id} ${life}`} title={say('previewTitle')} shown={shown} />
    </div>
  );
}

interface FrameProps {
  readonly title: string;
  readonly shown: Omit<Shown, 'isDark'>;
}

function Frame({ shown, title }: FrameProps): JSX.Element {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isReady, setReady] = useState(false);
  const [dark, setDark] = useState(isDark);
  useEffect(() => followLook(() => setDark(isDark())), []);
  // With the frame, which says once that it is ready.
  useLayoutEffect(() => {
    const hear = ({ data, source }: MessageEvent): void => {
      if (source === frame.current?.contentWindow && data === READY) setReady(true);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, []);
  const told = JSON.stringify({ ...shown, isDark: dark } satisfies Shown);
  useEffect(() => {
    // Its origin is one that nobody can name.
    if (isReady) frame.current?.contentWindow?.postMessage(JSON.parse(told), '*');
  }, [isReady, told]);
  return <iframe ref={frame} title={title} sandbox="allow-scripts allow-forms" src="/dashboard/preview" />;
}
