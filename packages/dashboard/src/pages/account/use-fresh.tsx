import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PasskeyAnswer } from '../../passkey.ts';
import { useSession } from '../../session.ts';
import { accountPart } from '../../text/account/account-part.ts';
import { Sheet } from '../../ui/ask-first.tsx';
import { SignInForm } from '../sign-in.tsx';

/** Does what only who signed in lately may, and shows where one signs in again first. */
export interface Fresh {
  /** Tries `act`; when the server says that signing in was too long ago (`not-allowed`), asks for that and tries again. */
  readonly whenFresh: <Value>(
    act: () => Promise<PasskeyAnswer<Value>>,
    then: (answer: PasskeyAnswer<Value>) => void,
  ) => Promise<void>;
  /** To be shown beside the rest. */
  readonly sheet: JSX.Element | undefined;
}

/** What changes how one signs in, asked of nobody who found a browser open. */
export function useFresh(): Fresh {
  const say = accountPart.useSay();
  const { refresh } = useSession();
  const [again, setAgain] = useState<{ readonly act: () => Promise<void> }>();
  const whenFresh: Fresh['whenFresh'] = async (act, then) => {
    const answer = await act();
    if (answer.ok || answer.code !== 'not-allowed') return then(answer);
    setAgain({ act: async () => then(await act()) });
  };
  const entered = async (): Promise<void> => {
    setAgain(undefined);
    await refresh();
    await again?.act();
  };
  const sheet = again && (
    <Sheet title={say('confirm')} onClose={() => setAgain(undefined)}>
      <p>{say('confirmMore')}</p>
      <SignInForm onEnter={() => void entered()} />
    </Sheet>
  );
  return { whenFresh, sheet };
}
