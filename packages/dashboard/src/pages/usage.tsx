import type { UsageFigure, UsageRow } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { useSession } from '../session.ts';
import { useVoice } from '../text/language.ts';
import { Chart, type Series } from '../ui/chart.tsx';
import { Trouble, troubleOf } from '../ui/trouble.tsx';
import { useAsked } from '../ui/use-asked.ts';
import { LiveNumbers } from './live-numbers.tsx';
import { PageHead } from './page-head.tsx';
import { FIGURES } from './usage-figures.ts';
import { type Bin, type Span, binsOf, reachOf, sitesOf, sumOf } from './usage-sums.ts';
import { UsageTable } from './usage-table.tsx';

/** Most lines that can be told from one another. */
const MOST_LINES = 4;

/** How much was used: now, by day and by month. */
export function UsagePage(): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const { tenant } = useSession();
  const [span, setSpan] = useState<Span>('days');
  const [now] = useState(Date.now);
  const { from, to } = reachOf(span, now);
  const query = `from=${from}&to=${to}`;
  const { again, failed, value } = useAsked<{ rows: readonly UsageRow[] }>(
    `/tenants/${tenant.id}/usage?${query}`,
  );
  return (
    <>
      <PageHead title={say('usageTitle')} more={say('usageMore')}>
        <a class="button" href={`/dashboard/api/tenants/${tenant.id}/usage.csv?${query}`} download>
          {say('usageCsv')}
        </a>
      </PageHead>
      <LiveNumbers />
      <fieldset class="switch" aria-label={say('usageSpan')}>
        {(['days', 'months'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={span === each} onClick={() => setSpan(each)}>
            {say(each === 'days' ? 'usageDays' : 'usageMonths')}
          </button>
        ))}
      </fieldset>
      <Trouble words={failed && troubleOf(voice, failed)} again={again} />
      {value && <Figures rows={value.rows} span={span} now={now} />}
    </>
  );
}

interface FiguresProps {
  readonly rows: readonly UsageRow[];
  readonly span: Span;
  readonly now: number;
}

function Figures({ now, rows, span }: FiguresProps): JSX.Element {
  const { say } = useVoice();
  const [figure, setFigure] = useState<UsageFigure>('pubSubMessageCount');
  const [site, setSite] = useState<string>();
  const table = useRef<HTMLElement>(null);
  const sites = sitesOf(rows);
  const bins = useMemo(() => binsOf(rows, span, now, site), [rows, span, now, site]);
  if (rows.length === 0) return <p class="empty">{say('usageEmpty')}</p>;
  return (
    <>
      <Choices rows={bins.flatMap((bin) => bin.rows)} figure={figure} onFigure={setFigure} />
      <section class="card" aria-label={say('usageChart')}>
        <div class="card-head">
          <SiteChoice sites={sites} site={site} onSite={setSite} />
          <button type="button" class="small quiet" onClick={() => table.current?.focus()}>
            {say('usageToTable')}
          </button>
        </div>
        <FigureChart bins={bins} figure={figure} sites={site === undefined ? sites : [site]} span={span} />
      </section>
      <UsageTable bins={bins} span={span} place={table} />
    </>
  );
}

interface ChoicesProps {
  readonly rows: readonly UsageRow[];
  readonly figure: UsageFigure;
  readonly onFigure: (figure: UsageFigure) => void;
}

/** Each figure with its sum, which is also how one chooses what the chart shows. */
function Choices({ figure, onFigure, rows }: ChoicesProps): JSX.Element {
  const { count, say } = useVoice();
  return (
    <fieldset class="tiles" aria-label={say('usageFigure')}>
      {FIGURES.map(([each, name]) => (
        <button
          key={each}
          type="button"
          class="tile"
          aria-pressed={figure === each}
          onClick={() => onFigure(each)}
        >
          <span class="tile-name">{say(name)}</span>
          <span class="tile-value">{count(sumOf(rows, each))}</span>
        </button>
      ))}
    </fieldset>
  );
}

interface SiteChoiceProps {
  readonly sites: readonly string[];
  readonly site: string | undefined;
  readonly onSite: (site: string | undefined) => void;
}

function SiteChoice({ onSite, site, sites }: SiteChoiceProps): JSX.Element {
  const { say } = useVoice();
  return (
    <label class="inline">
      <span class="unseen">{say('usageSite')}</span>
      <select
        class="small"
        value={site === undefined ? 'all' : `site ${site}`}
        onChange={({ currentTarget: { value } }) => onSite(value === 'all' ? undefined : value.slice(5))}
      >
        <option value="all">{say('usageAllSites')}</option>
        {sites.map((each) => (
          <option key={each} value={`site ${each}`}>
            {each === '' ? say('usageNoSite') : each}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FigureChartProps {
  readonly bins: readonly Bin[];
  readonly figure: UsageFigure;
  readonly sites: readonly string[];
  readonly span: Span;
}

function FigureChart({ bins, figure, sites, span }: FigureChartProps): JSX.Element {
  const voice = useVoice();
  const { say, locale } = voice;
  const name = say(FIGURES.find(([each]) => each === figure)?.[1] ?? 'usageTitle');
  const ticks = useMemo(() => ticksOf(bins, span, locale), [bins, span, locale]);
  const series = useMemo<readonly Series[]>(() => {
    const lines = sites.length > 1 ? sites.slice(0, MOST_LINES) : [];
    const all = { name: say('usageAllSites'), values: bins.map(({ rows }) => sumOf(rows, figure)) };
    const each = lines.map((site) => ({
      name: site === '' ? say('usageNoSite') : site,
      values: bins.map(({ rows }) =>
        sumOf(
          rows.filter((row) => row.site === site),
          figure,
        ),
      ),
    }));
    return [all, ...each];
  }, [bins, figure, sites.join(' '), say]);
  const format = useMemo(() => shortFormat(figure, locale), [figure, locale]);
  return (
    <Chart
      label={`${name}. ${say('usageChartMore')}`}
      ticks={ticks}
      series={series}
      format={format}
      height={240}
    />
  );
}

function ticksOf(bins: readonly Bin[], span: Span, locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    ...(span === 'days' ? { day: 'numeric', month: 'short' } : { month: 'short', year: '2-digit' }),
  });
  return bins.map(({ id }) => format.format(Date.parse(span === 'days' ? id : `${id}-01`)));
}

/** Figures of the axis, short: `12K`, `3 MB`. */
function shortFormat(figure: UsageFigure, locale: string): (value: number) => string {
  if (figure === 'pubSubBandwidth') return (value) => bytesText(value, locale);
  const format = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  return (value) => format.format(value);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Bytes in the largest unit that leaves a figure before the point. */
export function bytesText(value: number, locale: string): string {
  const power = value < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  const unit = { style: 'unit', unit: UNITS[power] ?? 'byte', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(locale, { ...unit, maximumFractionDigits: 1 }).format(value / 1000 ** power);
}
