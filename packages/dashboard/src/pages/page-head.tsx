import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useVoice } from '../text/language.ts';

/** The head of a page. */
export interface PageHeadProps {
  /** The one question the page answers. */
  readonly title: string;
  readonly more?: string;
  /** What one can do, beside it. */
  readonly children?: ComponentChildren;
}

/** A page's question, which is where the keyboard and assistive technology begin after going there. */
export function PageHead({ children, more, title }: PageHeadProps): JSX.Element {
  const { say } = useVoice();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${say('title')}`;
  }, [title, say]);
  useEffect(() => {
    // On the first page one begins where browsers begin.
    if (document.activeElement?.closest('nav')) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header class="page-head">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {more !== undefined && <p class="lead">{more}</p>}
      </div>
      {children !== undefined && <div class="page-acts">{children}</div>}
    </header>
  );
}
