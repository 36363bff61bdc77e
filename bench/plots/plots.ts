import type { Results } from '../lib/results.ts';
import { median } from '../lib/table.ts';
import type { Creation } from '../scenarios/create-to-seen.ts';
import type { FanOut } from '../scenarios/fan-out.ts';
import type { Curve } from '../scenarios/growth.ts';
import { type Series, barPlot, linePlot } from './svg.ts';

/** A picture of what was measured; `name` is its file's, without the ending. */
export interface Plot {
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** Every plot there are numbers for. Pure: the same numbers give the same pictures. */
export function plotsOf({ scenarios }: Results): Plot[] {
  const data = <Data>(name: string): Data | undefined => scenarios[name]?.data as Data | undefined;
  const streams = data<{ busy: readonly FanOut[] }>('streams');
  const sweep = data<readonly FanOut[]>('sweep');
  const creations = data<readonly Creation[]>('create-to-seen');
  const growth = data<readonly Curve[]>('growth');
  return [
    ...(streams ? [perCpuSecond(streams.busy)] : []),
    ...(sweep ? [latencies(sweep), costs(sweep)] : []),
    ...(creations ? [createToSeen(creations)] : []),
    ...(growth ? [curves(growth)] : []),
  ];
}

function perCpuSecond(busy: readonly FanOut[]): Plot {
  const title = 'Deliveries per server CPU-second: 500 viewers, 2,000 events/s of 300 bytes';
  const bars = contenders(busy).map((name) => ({
    name,
    value: medianOf(busy, name, (one) => one.deliveriesPerCpuSecond),
  }));
  return { name: 'per-cpu-second', title, svg: barPlot({ title, bars, unit: 'more is better' }) };
}

function latencies(sweep: readonly FanOut[]): Plot {
  const title = 'Fan-out: latency against what is delivered';
  const series = contenders(sweep).flatMap((name): Series[] => {
    const mine = sweep.filter((one) => one.contender === name && one.stream.subscribers === 500);
    const points = mine.map(({ latency, stream }) => ({ x: stream.rate * 500, y: latency.p99 }));
    return points.length > 0 ? [{ name, points: inOrder(points) }] : [];
  });
  const axes = { x: 'deliveries a second asked for, 500 viewers', y: 'p99, ms' };
  return { name: 'fan-out-latency', title, svg: linePlot({ title, ...axes, series }) };
}

function costs(sweep: readonly FanOut[]): Plot {
  const title = 'Fan-out at 1,000 events/s: what a CPU-second delivers';
  const series = contenders(sweep).flatMap((name): Series[] => {
    const mine = sweep.filter((one) => one.contender === name && one.stream.rate === 1000);
    const points = mine.map((one) => ({ x: one.stream.subscribers, y: one.deliveriesPerCpuSecond }));
    return points.length > 0 ? [{ name, points: inOrder(points) }] : [];
  });
  const axes = { x: 'viewers of one image', y: 'deliveries per server CPU-second' };
  return { name: 'fan-out-cost', title, svg: linePlot({ title, ...axes, series }) };
}

function createToSeen(all: readonly Creation[]): Plot {
  const title = 'From an author’s press to 500 viewers, durable';
  const rates = [...new Set(all.map(({ rate }) => rate))].toSorted((a, b) => a - b);
  const of = (name: string, read: (one: Creation) => number): Series => ({
    name,
    points: rates.map((x) => ({ x, y: median(all.filter(({ rate }) => rate === x).map(read)) })),
  });
  const series = [
    of('seen, p99', ({ seen }) => seen.p99),
    of('seen, p50', ({ seen }) => seen.p50),
    of('acknowledged, p50', ({ ack }) => ack.p50),
    of('socket, p50', ({ echo }) => echo.p50),
  ];
  return {
    name: 'create-to-seen',
    title,
    svg: linePlot({ title, x: 'creations a second', y: 'ms', series }),
  };
}

function curves(growth: readonly Curve[]): Plot {
  const title = 'Growth: what an event costs the server';
  const series = growth.map(({ name, points }): Series => ({ name: shortName(name), points }));
  return { name: 'growth', title, svg: linePlot({ title, x: 'how many', y: 'µs of CPU an event', series }) };
}

function shortName(name: string): string {
  return name
    .replace(/ of its image| written to in turn|, one viewer each/, '')
    .replace(/ in the log.*/, ' in the log');
}

function contenders(all: readonly FanOut[]): string[] {
  return [...new Set(all.map(({ contender }) => contender))];
}

function inOrder<Point extends { readonly x: number }>(points: readonly Point[]): Point[] {
  return points.toSorted((a, b) => a.x - b.x);
}

function medianOf(all: readonly FanOut[], name: string, read: (one: FanOut) => number): number {
  return median(all.filter(({ contender }) => contender === name).map(read));
}
