/** The UTC day of a time in ms since 1970, as `2026-01-31` (ISO 8601). */
export function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
