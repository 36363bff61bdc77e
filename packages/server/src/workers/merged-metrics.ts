/** A sample of Prometheus' text format: its name, its labels without their braces, if any, and the rest. */
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (.+)$/;

/** The lines about one metric. */
interface Family {
  readonly about: readonly string[];
  readonly samples: string[];
}

/**
 * One text of several, in Prometheus' exposition format 0.0.4: every sample gets a label `worker` with the name its text came under, and those of
 * one metric stand together, as the format asks.
 */
export function mergedMetrics(texts: ReadonlyMap<string, string>): string {
  const families = new Map<string, Family>();
  for (const [worker, text] of texts)
    for (const each of familiesIn(text)) {
      const family = families.get(each.name) ?? { about: each.about, samples: [] };
      families.set(each.name, family);
      for (const sample of each.samples) family.samples.push(labelled(sample, worker));
    }
  const lines = Array.from(families.values(), ({ about, samples }) => [...about, ...samples]);
  return `${lines.flat().join('\n')}\n`;
}

function familiesIn(text: string): (Family & { readonly name: string })[] {
  const families: { name: string; about: string[]; samples: string[] }[] = [];
  for (const line of text.split('\n')) {
    const name = /^# HELP (\S+)/.exec(line)?.[1];
    if (name !== undefined) families.push({ name, about: [line], samples: [] });
    else if (line.startsWith('#')) families.at(-1)?.about.push(line);
    else if (line !== '') families.at(-1)?.samples.push(line);
  }
  return families;
}

function labelled(sample: string, worker: string): string {
  const [, name, labels, value] = SAMPLE.exec(sample) ?? [];
  if (name === undefined) return sample;
  return `${name}{worker="${worker}"${labels ? `,${labels}` : ''}} ${value}`;
}
