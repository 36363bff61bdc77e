/** Names and values that tell samples of one metric apart. */
export type Labels = Readonly<Record<string, string>>;

/** One metric in Prometheus' terms. */
export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** `suffix` is for what a histogram adds to its name. */
  readonly samples: readonly { readonly suffix?: string; readonly labels?: Labels; readonly value: number }[];
}

/** Metrics in Prometheus' text exposition format 0.0.4. */
export function metricsText(metrics: readonly Metric[]): string {
  return `${metrics.map(metricText).join('\n')}\n`;
}

/** A metric of one value that goes up and down. */
export function gauge(name: string, help: string, value: number): Metric {
  return { name, type: 'gauge', help, samples: [{ value }] };
}

/** A metric of one value that only grows. */
export function counter(name: string, help: string, value: number): Metric {
  return { name, type: 'counter', help, samples: [{ value }] };
}

function metricText({ name, type, help, samples }: Metric): string {
  const lines = samples.map(
    ({ suffix = '', labels, value }) => `${name}${suffix}${labels ? labelText(labels) : ''} ${value}`,
  );
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
}

function labelText(labels: Labels): string {
  const quoted = (value: string): string =>
    value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${quoted(value)}"`)
    .join(',')}}`;
}
