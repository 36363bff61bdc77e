import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useVoice } from '../text/language.ts';
import { Icon } from './icon.tsx';

/** What a field is. */
export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** Says how to fill it, below. */
  readonly hint?: ComponentChildren;
  /** What is wrong with it; takes the hint's place. */
  readonly fault?: string | undefined;
  readonly type?: 'text' | 'email' | 'password' | 'search';
  readonly autocomplete?: string;
  readonly dir?: 'ltr' | 'auto';
  /** More than one: a text of several lines. */
  readonly lines?: number;
  readonly focused?: boolean;
}

/** A labelled field with a hint or what is wrong below it. */
export function Field(props: FieldProps): JSX.Element {
  const { fault, hint, label } = props;
  const id = useId();
  const below = fault ?? hint;
  return (
    <div class={fault === undefined ? 'field' : 'field faulty'}>
      <label for={id}>{label}</label>
      <Input {...props} id={id} describedBy={below === undefined ? undefined : `${id}-below`} />
      {below !== undefined && (
        <div class="below" id={`${id}-below`} role={fault === undefined ? undefined : 'alert'}>
          {below}
        </div>
      )}
    </div>
  );
}

function Input({
  autocomplete,
  describedBy,
  dir,
  fault,
  focused,
  id,
  lines = 1,
  onValue,
  type = 'text',
  value,
}: FieldProps & { readonly id: string; readonly describedBy: string | undefined }): JSX.Element {
  const [shown, setShown] = useState(false);
  const { say } = useVoice();
  const common = {
    id,
    value,
    dir,
    'aria-describedby': describedBy,
    'aria-invalid': fault !== undefined,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      onValue(currentTarget.value),
    ref: (element: HTMLElement | null) => {
      if (focused && element && document.activeElement === document.body) element.focus();
    },
  };
  if (lines > 1) return <textarea {...common} rows={lines} spellcheck={false} />;
  const input = (
    <input
      {...common}
      type={(shown ? 'text' : type) as 'text'}
      autocomplete={autocomplete}
      spellcheck={false}
    />
  );
  if (type !== 'password') return input;
  return (
    <div class="with-eye">
      {input}
      <button
        type="button"
        class="quiet icon-only"
        aria-pressed={shown}
        aria-label={say(shown ? 'hidePassword' : 'showPassword')}
        onClick={() => setShown(!shown)}
      >
        <Icon name="eye" />
      </button>
    </div>
  );
}
