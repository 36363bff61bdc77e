import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useVoice } from '../text/language.ts';
import { Trouble } from './trouble.tsx';

/** A page whose file is loaded when somebody goes there; says so when that fails. */
export function later(load: () => Promise<() => JSX.Element>): () => JSX.Element {
  return function Later() {
    const { say } = useVoice();
    const [page, setPage] = useState<{ readonly Draw?: () => JSX.Element; readonly failed?: true }>({});
    const begin = (): void => {
      setPage({});
      load().then(
        (Draw) => setPage({ Draw }),
        () => setPage({ failed: true }),
      );
    };
    useEffect(begin, []);
    const { Draw, failed } = page;
    return Draw ? <Draw /> : <Trouble words={failed && say('offline')} again={begin} />;
  };
}
