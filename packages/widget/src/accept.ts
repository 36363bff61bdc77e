/** What a value counts as, undefined when it is wrong. */
export type Accept<Value> = (value: unknown) => Value | undefined;

/** True and false. */
export const flag: Accept<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

/** A string that is not empty; numbers are taken for one. */
export const text: Accept<string> = (value) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;

/** Numbers above `over` and up to `most`, also written as strings. */
export function between(over: number, most: number): Accept<number> {
  return (value) => {
    const number = Number.parseFloat(String(value));
    return number > over && number <= most ? number : undefined;
  };
}

/** `https://host:port`, also of an address that goes on or names no scheme. */
export const origin: Accept<string> = (value) =>
  /^(?:(?:http|ws)s?:)?\/\/[^/?#\s]+/.exec(String(value))?.[0].replace(/^\/\//, 'https://');

/** Things with keys; what they hold is looked at by whoever uses it. */
export const record: Accept<Readonly<Record<string, unknown>>> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;

/** Lists of ids. */
export const list: Accept<readonly string[]> = (value) =>
  Array.isArray(value) ? value.map(String) : undefined;

/** What a page passes can only be known to be callable. */
export const callback: Accept<(...values: readonly unknown[]) => unknown> = (value) =>
  typeof value === 'function' ? (value as (...values: readonly unknown[]) => unknown) : undefined;

/** The value of a key, or undefined when it is absent or wrong; null counts as absent. */
export function read<Value>(
  values: Readonly<Record<string, unknown>>,
  key: string,
  accept: Accept<Value>,
  wrong?: () => void,
): Value | undefined {
  const value = values[key] ?? undefined;
  const accepted = value === undefined ? undefined : accept(value);
  if (accepted === undefined && value !== undefined) wrong?.();
  return accepted;
}
