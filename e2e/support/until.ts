/** How long to wait for a condition, and how often to look; milliseconds. */
export interface Patience {
  readonly timeout?: number;
  readonly every?: number;
}

/**
 * Looks until `look` gives something other than undefined or false, and gives that back.
 * @param what completes "waited … for"
 * @throws when it takes longer than `timeout` (20 s), with the last error `look` threw
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  { timeout = 20_000, every = 15 }: Patience = {},
): Promise<Found> {
  const start = performance.now();
  let trouble: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    if (performance.now() - start > timeout) {
      throw new Error(`waited ${timeout} ms for ${what}`, { cause: trouble });
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
