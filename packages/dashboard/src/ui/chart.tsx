import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** One line, or one row of bars, with its name. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** What a chart shows. */
export interface ChartProps {
  /** What it says, for who does not see it. */
  readonly label: string;
  /** Under the places from left to right. */
  readonly ticks: readonly string[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly height: number;
}

/** Bars for one series, lines for several, each with its name at its end. Drawn anew when the size or the look changes. */
export function Chart({ format, height, label, series, ticks }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (!current) return undefined;
    let plot: uPlot | undefined;
    const draw = (): void => {
      plot?.destroy();
      plot = new uPlot(optionsOf(current, { format, height, series, ticks }), dataOf(series, ticks), current);
    };
    const sized = new ResizeObserver(() => {
      if (plot?.width !== current.clientWidth) draw();
    });
    sized.observe(current);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    const looks = new MutationObserver(draw);
    looks.observe(document.documentElement, { attributeFilter: ['data-look'] });
    return () => {
      sized.disconnect();
      looks.disconnect();
      dark.removeEventListener('change', draw);
      plot?.destroy();
    };
  }, [series, ticks, format, height]);
  return (
    <div
      ref={place}
      class="chart"
      dir="ltr"
      role="img"
      aria-label={label}
      style={{ minHeight: `${height}px` }}
    />
  );
}

function dataOf(series: readonly Series[], ticks: readonly string[]): uPlot.AlignedData {
  return [ticks.map((_, at) => at), ...series.map(({ values }) => [...values])];
}

/** Colours of lines, in their order: the accent first. */
const COLOURS = ['--accent', '--good', '--warn', '--bad', '--quiet'] as const;

function optionsOf(
  element: HTMLElement,
  { format, height, series, ticks }: Omit<ChartProps, 'label'>,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const axis = { stroke: colour('--quiet'), font, ticks: { show: false } };
  const isBars = series.length === 1;
  const bars = uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.2 });
  return {
    width: element.clientWidth,
    height,
    padding: [16, isBars ? 8 : 96, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.6, Math.max(1, ticks.length) - 0.4] },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        values: (_, places) => places.map((at) => ticks[at] ?? ''),
        space: 64,
        incrs: [1, 2, 5, 7, 10, 15],
      },
      {
        ...axis,
        grid: { stroke: colour('--line'), width: 1 },
        values: (_, places) => places.map(format),
        size: 64,
        space: 40,
        incrs: STEPS,
      },
    ],
    series: [
      {},
      ...series.map(({ name }, at) => ({
        label: name,
        stroke: colour(COLOURS[at % COLOURS.length] ?? '--accent'),
        width: 2,
        points: { show: false },
        ...(isBars && bars ? { fill: colour('--accent'), width: 0, paths: bars } : {}),
      })),
    ],
    hooks: isBars ? {} : { draw: [(plot) => nameLines(plot, series, colour, font)] },
  };
}

/** Whole numbers only: nothing that is counted here has halves. */
const STEPS = Array.from({ length: 14 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** Each line's name at its end, moved down where two would meet. */
function nameLines(
  plot: uPlot,
  series: readonly Series[],
  colour: (name: string) => string,
  font: string,
): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = font.replace('12px', `${12 * ratio}px`);
  ctx.textBaseline = 'middle';
  const ends = series.map(({ name, values }, at) => ({
    name,
    at,
    y: plot.valToPos(values.at(-1) ?? 0, 'y', true),
  }));
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, name, y } of ends.sort((a, b) => a.y - b.y)) {
    last = Math.max(y, last + 16 * ratio);
    ctx.fillStyle = colour(COLOURS[at % COLOURS.length] ?? '--accent');
    ctx.fillText(
      name.length > 14 ? `${name.slice(0, 13)}…` : name,
      plot.bbox.left + plot.bbox.width + 6 * ratio,
      last,
    );
  }
  ctx.restore();
}
