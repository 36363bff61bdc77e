/** Waits for `done`, but not longer than `ms`; then calls `late` and goes on. Rejects as `done` does. */
export async function within(ms: number, done: Promise<unknown>, late: () => void): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    late();
    resolve();
  }, ms);
  try {
    await Promise.race([done, over]);
  } finally {
    clearTimeout(timer);
  }
}
