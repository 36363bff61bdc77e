import { type ComponentChildren, type JSX, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { Trouble } from '../ui/trouble.tsx';
import { type Language, filled, useVoice } from './language.ts';

/** Says one of a part's sentences, with its places filled: `{name}`. */
export type Say<Key extends string> = (
  key: Key,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** Words that only some pages need, loaded with them, in every language. */
export interface Part<Key extends string> {
  /** Shows what is inside once the words of the language are there. */
  readonly Spoken: (props: { readonly children: ComponentChildren }) => JSX.Element | null;
  /** Speaks, inside of `Spoken`. */
  readonly useSay: () => Say<Key>;
}

/** Makes a part of its words in every language. */
export function part<Key extends string>(
  loads: Readonly<Record<Language, () => Promise<Readonly<Record<Key, string>>>>>,
): Part<Key> {
  const Speaking = createContext<Say<Key> | undefined>(undefined);
  return {
    Spoken({ children }) {
      const { language, say } = useVoice();
      const [spoken, setSpoken] = useState<Say<Key>>();
      const [failed, setFailed] = useState(false);
      const load = (): void => {
        setFailed(false);
        loads[language]().then(
          (words) => setSpoken((): Say<Key> => (key, values) => filled(words[key], values)),
          () => setFailed(true),
        );
      };
      useEffect(load, [language]);
      if (spoken) return <Speaking.Provider value={spoken}>{children}</Speaking.Provider>;
      return failed ? <Trouble words={say('offline')} again={load} /> : null;
    },
    useSay() {
      const say = useContext(Speaking);
      if (!say) throw new Error('these words are not loaded here');
      return say;
    },
  };
}
