/** A CPU profile as the DevTools protocol has it; times in µs. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Where the time went: a function and its share of all samples, largest first. */
export interface Spot {
  readonly where: string;
  readonly share: number;
}

/** The functions that took most of a profile themselves. */
export function hotSpots({ nodes, samples, timeDeltas }: CpuProfile, most: number): Spot[] {
  const names = new Map(nodes.map(({ callFrame, id }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let all = 0;
  for (const [at, id] of samples.entries()) {
    const time = timeDeltas[at] ?? 0;
    const name = names.get(id) ?? '';
    times.set(name, (times.get(name) ?? 0) + time);
    all += time;
  }
  const sorted = [...times].toSorted(([, a], [, b]) => b - a).slice(0, most);
  return sorted.map(([where, time]) => ({ where, share: time / all }));
}

/** With the file from its package on, so that no path of a machine is in it; what has no file is the engine's own. */
function nameOf({ functionName, lineNumber, url }: CpuProfile['nodes'][number]['callFrame']): string {
  const file = /(?:packages|bench|node_modules)\/.*$/.exec(url)?.[0];
  return `${functionName || '(anonymous)'} ${file ? `${file}:${lineNumber + 1}` : '(engine)'}`;
}
