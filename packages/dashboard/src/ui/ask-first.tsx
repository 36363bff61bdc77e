import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useVoice } from '../text/language.ts';

/** A window in front of the page. */
export interface SheetProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly onClose: () => void;
}

/** A window in front of everything, left with Escape or a click beside it; focus comes back to where it was. */
export function Sheet({ children, onClose, title }: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      onClick={({ target }) => {
        if (target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="sheet">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

/** A question before something is taken away. */
export interface AskFirstProps {
  readonly question: string;
  readonly act: string;
  readonly onAct: () => void;
  readonly onClose: () => void;
}

/** Asks before it does something. */
export function AskFirst({ act, onAct, onClose, question }: AskFirstProps): JSX.Element {
  const { say } = useVoice();
  return (
    <Sheet title={question} onClose={onClose}>
      <div class="actions">
        <button type="button" class="bad" onClick={onAct}>
          {act}
        </button>
        <button type="button" onClick={onClose}>
          {say('cancel')}
        </button>
      </div>
    </Sheet>
  );
}
