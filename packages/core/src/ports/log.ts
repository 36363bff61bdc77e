/** How much attention a line of the log asks for. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Writes one structured line. Fields never hold what people wrote, tokens or secrets. */
export type Log = (
  level: LogLevel,
  event: string,
  fields?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;
