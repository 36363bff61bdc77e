import { cell } from '../lib/table.ts';
import { type Scale, linearScale, logScale } from './scale.ts';

/** A line of a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** What a plot of lines shows; both axes are logarithmic, for what grows is what one looks for. */
export interface LinePlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

/** What a plot of bars shows: the longer the more. */
export interface BarPlot {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

const WIDTH = 760;
/** Told apart also by those who do not see red and green (Okabe and Ito's palette). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'];

/** Lines over two logarithmic axes, as an SVG of its own. The same numbers give the same bytes. */
export function linePlot({ series, title, x, y }: LinePlot): string {
  const points = series.flatMap((one) => one.points).filter((point) => point.x > 0 && point.y > 0);
  if (points.length === 0) return picture(title, 80, []);
  const height = 440;
  const across = logScale(
    points.map((point) => point.x),
    70,
    WIDTH - 190,
  );
  const up = logScale(
    points.map((point) => point.y),
    height - 60,
    56,
  );
  const lines = series.flatMap((one, at) => seriesParts(one, at, across, up));
  const axes = [...ticksBelow(across, height - 60, 56), ...ticksLeft(up, 70, WIDTH - 190)];
  const names = [text(WIDTH / 2 - 60, height - 14, x, 'middle'), text(8, 46, y)];
  return picture(title, height, [...axes, ...names, ...lines]);
}

/** Bars side by side, as an SVG of its own. */
export function barPlot({ bars, title, unit }: BarPlot): string {
  const height = 70 + bars.length * 30 + 36;
  const scale = linearScale(
    bars.map(({ value }) => value),
    150,
    WIDTH - 90,
  );
  const parts = bars.flatMap(({ name, value }, at) => {
    const top = 56 + at * 30;
    const width = Math.max(1, scale.at(value) - 150);
    return [
      text(142, top + 15, name, 'end'),
      `<rect x="150" y="${top}" width="${px(width)}" height="20" fill="${COLOURS[at === 0 ? 0 : 4]}"/>`,
      text(156 + width, top + 15, cell(value)),
    ];
  });
  const foot = 56 + bars.length * 30;
  return picture(title, height, [...ticksBelow(scale, foot, 50), ...parts, text(150, height - 8, unit)]);
}

function seriesParts({ name, points }: Series, at: number, across: Scale, up: Scale): string[] {
  const colour = COLOURS[at % COLOURS.length];
  const places = points
    .filter((point) => point.x > 0 && point.y > 0)
    .map((point) => [px(across.at(point.x)), px(up.at(point.y))] as const);
  const path = places.map(([left, top]) => `${left},${top}`).join(' ');
  const key = 70 + at * 22;
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...places.map(([left, top]) => `<circle cx="${left}" cy="${top}" r="3.5" fill="${colour}"/>`),
    `<rect x="${WIDTH - 176}" y="${key - 9}" width="12" height="12" fill="${colour}"/>`,
    text(WIDTH - 158, key + 1, name),
  ];
}

function ticksBelow(scale: Scale, foot: number, head: number): string[] {
  return scale.ticks.flatMap((tick) => {
    const left = px(scale.at(tick));
    return [line(left, head, left, foot), text(scale.at(tick), foot + 18, short(tick), 'middle')];
  });
}

function ticksLeft(scale: Scale, left: number, right: number): string[] {
  return scale.ticks.flatMap((tick) => {
    const top = px(scale.at(tick));
    return [line(left, top, right, top), text(left - 8, scale.at(tick) + 4, short(tick), 'end')];
  });
}

function picture(title: string, height: number, parts: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13">`;
  const ground = `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`;
  const name = `<text x="8" y="24" font-size="16" font-weight="600" fill="#111">${escaped(title)}</text>`;
  return `${[head, `<title>${escaped(title)}</title>`, ground, name, ...parts, '</svg>'].join('\n')}\n`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>`;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" fill="#333">${escaped(words)}</text>`;
}

/** A tenth of a px is finer than anybody sees. */
function px(value: number): number {
  return Math.round(value * 10) / 10;
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e4 ? `${value / 1000}k` : String(value);
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
