import type { JSX, RefObject } from 'preact';
import { useVoice } from '../text/language.ts';
import { FIGURES } from './usage-figures.ts';
import { type Bin, type Span, sumOf } from './usage-sums.ts';

/** What the table shows. */
export interface UsageTableProps {
  readonly bins: readonly Bin[];
  readonly span: Span;
  /** Where the keyboard goes to look at it. */
  readonly place: RefObject<HTMLElement | null>;
}

/** Every figure to the last digit, the newest first; what has no figure is left out. */
export function UsageTable({ bins, place, span }: UsageTableProps): JSX.Element {
  const { count, locale, say } = useVoice();
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    ...(span === 'days' ? { dateStyle: 'medium' } : { month: 'long', year: 'numeric' }),
  });
  const some = bins.filter(({ rows }) => rows.length > 0).toReversed();
  const all = bins.flatMap(({ rows }) => rows);
  return (
    <section ref={place} class="table-place" tabIndex={-1} aria-label={say('usageTable')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
      <div class="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say(span === 'days' ? 'usageDay' : 'usageMonth')}</th>
              {FIGURES.map(([figure, name]) => (
                <th key={figure} scope="col" class="figure">
                  {say(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {some.map(({ id, rows }) => (
              <tr key={id} data-bin={id}>
                <th scope="row">{format.format(Date.parse(span === 'days' ? id : `${id}-01`))}</th>
                {FIGURES.map(([figure]) => (
                  <td key={figure} class="figure" data-figure={figure}>
                    {count(sumOf(rows, figure))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{say('usageSum')}</th>
              {FIGURES.map(([figure]) => (
                <td key={figure} class="figure">
                  {count(sumOf(all, figure))}
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}
