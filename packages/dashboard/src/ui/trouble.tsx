import type { JSX } from 'preact';
import type { PasskeyAnswer } from '../passkey.ts';
import { type Voice, useVoice } from '../text/language.ts';

type Failed = Extract<PasskeyAnswer<unknown>, { ok: false }>;

/** Why something did not go through, and what to do about it, in words. */
export function troubleOf({ say }: Voice, { code, seconds }: Failed): string {
  if (code === 'rate-limited') return say('tooFast', { seconds });
  if (code === 'offline') return say('offline');
  if (code === 'unavailable') return say('unavailable');
  if (code === 'not-allowed') return say('notAllowed');
  if (code === 'invalid-token') return say('sessionOver');
  if (code === 'stopped') return say('passkeyStopped');
  if (code === 'late') return say('passkeyLate');
  return say('failed');
}

/** What went wrong, where one looks; with a way to try again, if there is one. */
export function Trouble({
  words,
  again,
}: {
  readonly words: string | undefined;
  readonly again?: (() => void) | undefined;
}): JSX.Element {
  const { say } = useVoice();
  return (
    <div role="alert" class="trouble-place">
      {words !== undefined && (
        <p class="trouble">
          <span>{words}</span>
          {again && (
            <button type="button" class="small" onClick={again}>
              {say('tryAgain')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
