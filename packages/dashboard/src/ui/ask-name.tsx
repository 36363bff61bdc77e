import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Sheet } from './ask-first.tsx';
import { Field } from './field.tsx';
import { FormEnd } from './form-end.tsx';

/** A question before something is destroyed for good. */
export interface AskNameProps {
  readonly question: string;
  /** What follows from it. */
  readonly children: ComponentChildren;
  /** What has to be typed, and how that is said. */
  readonly name: string;
  readonly label: string;
  /** What is said of anything else. */
  readonly wrong: string;
  readonly act: string;
  /** Does it; words when that did not work. */
  readonly onAct: () => Promise<string | undefined>;
  readonly onClose: () => void;
}

/** Asks for the name of what is to be destroyed, and destroys it only then. */
export function AskName(props: AskNameProps): JSX.Element {
  const { act, children, label, name, onAct, onClose, question, wrong } = props;
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const isRight = typed.trim() === name;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (!isRight || busy) return;
    setBusy(true);
    setTrouble(await onAct());
    setBusy(false);
  };
  return (
    <Sheet title={question} onClose={onClose}>
      <p>{children}</p>
      <form onSubmit={submit} noValidate>
        <Field
          label={label}
          dir="ltr"
          autocomplete="off"
          value={typed}
          onValue={setTyped}
          fault={tried && !isRight ? wrong : undefined}
        />
        <FormEnd act={act} kind="bad" busy={busy} trouble={trouble} onCancel={onClose} />
      </form>
    </Sheet>
  );
}
