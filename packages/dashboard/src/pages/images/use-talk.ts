import { useCallback, useRef, useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { isDark } from '../../look.ts';
import { type Language, useVoice } from '../../text/language.ts';
import { type Talk, embedScript } from '../../ui/embed-script.ts';
import { followLook } from '../../ui/follow-look.ts';

/** What the widget calls the dashboard's languages. */
const LOCALES: Readonly<Record<Language, string>> = {
  en: 'en',
  tr: 'tr_tr',
  de: 'de_de',
  es: 'es_es',
  ar: 'ar',
};

/** Changes that come together are told once, after so many ms. */
const TOGETHER_MS = 300;

/** The widget on a picture: starts it, and whether it could not be started. */
export interface Talking {
  /** To be called with the picture once it is shown; what comes back takes the widget away. */
  readonly start: (picture: HTMLImageElement) => () => void;
  readonly failed: boolean;
}

/**
 * Starts the widget, as visitors have it, on a picture, for who is signed in here.
 * @param changed called when conversations or comments came or went
 */
export function useTalk(tenantId: string, urlId: string, changed: () => void): Talking {
  const { language } = useVoice();
  const [failed, setFailed] = useState(false);
  const told = useRef(changed);
  told.current = changed;
  const start = useCallback(
    (picture: HTMLImageElement) => {
      let talk: Talk | undefined;
      let isOver = false;
      const together = soon(() => told.current());
      const begin = async (): Promise<void> => {
        const [run, pass] = await Promise.all([
          embedScript(),
          ask<{ ssoToken: string }>('POST', `/tenants/${tenantId}/pass`),
        ]);
        if (isOver) return;
        if (pass.ok)
          talk = run(picture, {
            ...{ tenantId, urlId, ssoToken: pass.value.ssoToken },
            ...{ locale: LOCALES[language], hasDarkBackground: isDark() },
            onRender: together,
            commentCountUpdated: together,
            onMarkerCreated: together,
            onMarkerDeleted: together,
          });
        setFailed(talk === undefined);
      };
      begin().catch(() => setFailed(true));
      const looks = followLook(() => talk?.update({ hasDarkBackground: isDark() }));
      return () => {
        isOver = true;
        looks();
        talk?.destroy();
      };
    },
    [tenantId, urlId, language],
  );
  return { start, failed };
}

/** Calls once for all that happens within a short time. */
function soon(call: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      call();
    }, TOGETHER_MS);
  };
}
