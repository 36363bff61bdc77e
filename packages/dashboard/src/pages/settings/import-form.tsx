import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useSession } from '../../session.ts';
import { exchangePart } from '../../text/exchange/exchange-part.ts';
import { useVoice } from '../../text/language.ts';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { type ImportState, bringFile } from './bring-file.ts';
import { ImportReport } from './import-report.tsx';

/** Chooses a file, brings it here part by part, and tells what became of each record. */
export function ImportForm(): JSX.Element {
  const voice = useVoice();
  const say = exchangePart.useSay();
  const { tenant } = useSession();
  const [file, setFile] = useState<File>();
  const [trouble, setTrouble] = useState<string>();
  const [state, setState] = useState<ImportState>();
  const stopping = useRef(false);
  const isRunning = state?.ended === undefined && state !== undefined;
  const start = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isRunning) return;
    setTrouble(file ? undefined : say('noFile'));
    if (!file) return;
    stopping.current = false;
    const end = await bringFile(file, tenant.id, setState, () => stopping.current);
    if (end === 'not-ours') {
      setState(undefined);
      setTrouble(say('notOurs'));
    } else if (typeof end === 'object') setTrouble(troubleOf(voice, end));
  };
  return (
    <>
      <form class="card narrow" onSubmit={start} noValidate>
        <label class="field">
          <span>{say('file')}</span>
          <input
            type="file"
            accept=".json,application/json"
            onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
          />
        </label>
        <Trouble words={trouble} />
        {isRunning && <Progress state={state} />}
        <div class="actions">
          <button type="submit" class="primary" aria-busy={isRunning}>
            {say('start')}
          </button>
          {isRunning && (
            <button
              type="button"
              onClick={() => {
                stopping.current = true;
              }}
            >
              {say('stop')}
            </button>
          )}
        </div>
      </form>
      {state?.ended && <ImportReport state={state} />}
    </>
  );
}

function Progress({ state: { all, done } }: { readonly state: ImportState }): JSX.Element {
  const say = exchangePart.useSay();
  const { locale } = useVoice();
  const size = (bytes: number): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(
      bytes / 1000,
    );
  const words = say('working', { done: size(done), all: size(all) });
  return (
    <div>
      <progress value={done} max={Math.max(1, all)} aria-label={words} />
      <p class="quiet-text" aria-hidden="true">
        {words}
      </p>
    </div>
  );
}
