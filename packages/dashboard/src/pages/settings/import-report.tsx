import type { JSX } from 'preact';
import type { ExchangeKey } from '../../text/exchange/en.ts';
import { exchangePart } from '../../text/exchange/exchange-part.ts';
import { useVoice } from '../../text/language.ts';
import { TablePlace } from '../../ui/table-place.tsx';
import { type ImportState, MOST_SHOWN } from './bring-file.ts';

const KINDS: Readonly<Record<string, ExchangeKey>> = {
  tenant: 'kindTenant',
  person: 'kindPerson',
  ban: 'kindBan',
  image: 'kindImage',
  conversation: 'kindConversation',
  comment: 'kindComment',
  upload: 'kindUpload',
};

/** What an import did: sums by kind, what was not brought and why, and the whole of it as a file. */
export function ImportReport({ state }: { readonly state: ImportState }): JSX.Element {
  const { count } = useVoice();
  const say = exchangePart.useSay();
  const { counts, ended, refused, report } = state;
  const shown = [...counts].filter(([type]) => type in KINDS || (counts.get(type)?.refused ?? 0) > 0);
  const all = report.length - 1;
  const words = ended === 'stopped' ? say('stopped') : say('finished', { count: count(all) });
  return (
    <>
      <p role="status">{ended === 'cut' ? `${words} ${say('cut')}` : words}</p>
      <TablePlace label={say('result')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('what')}</th>
              {(['imported', 'there', 'refused'] as const).map((outcome) => (
                <th key={outcome} scope="col" class="figure">
                  {say(outcome)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(([type, sums]) => (
              <tr key={type} data-type={type}>
                <th scope="row">{say(KINDS[type] ?? 'kindOther')}</th>
                <td class="figure">{count(sums.imported)}</td>
                <td class="figure">{count(sums.there)}</td>
                <td class="figure">{count(sums.refused)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TablePlace>
      {refused.length > 0 && (
        <ul class="rows">
          {refused.map(({ id, type, why }, at) => (
            <li key={`${type} ${id} ${at}`}>
              <span class="grow">
                <code dir="auto">{id === '' ? type : id}</code>
                <span class="quiet-text" dir="auto">
                  {why}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {refused.length === MOST_SHOWN && <p class="quiet-text">{say('onlySome', { count: MOST_SHOWN })}</p>}
      <div class="actions">
        <button type="button" class="small" onClick={() => save(report)}>
          {say('report')}
        </button>
        <span class="quiet-text">{say('reportMore')}</span>
      </div>
    </>
  );
}

function save(report: readonly string[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([...report], { type: 'text/csv' }));
  link.download = 'import.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}
