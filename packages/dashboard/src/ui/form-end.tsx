import type { JSX } from 'preact';
import { useVoice } from '../text/language.ts';
import { Trouble } from './trouble.tsx';

/** How the form of a sheet ends. */
export interface FormEndProps {
  /** What it does, on the button. */
  readonly act: string;
  /** `bad` takes something away from somebody. */
  readonly kind?: 'primary' | 'bad';
  readonly busy?: boolean;
  /** What did not go through, in words. */
  readonly trouble?: string | undefined;
  readonly onCancel: () => void;
}

/** What went wrong, the button that does it, and the way out. */
export function FormEnd({ act, busy, kind = 'primary', onCancel, trouble }: FormEndProps): JSX.Element {
  const { say } = useVoice();
  return (
    <>
      <Trouble words={trouble} />
      <div class="actions">
        <button type="submit" class={kind} aria-busy={busy}>
          {act}
        </button>
        <button type="button" onClick={onCancel}>
          {say('cancel')}
        </button>
      </div>
    </>
  );
}
