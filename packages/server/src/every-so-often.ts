/**
 * Makes a chore out of a task, for the one timer of the process (T1): called with the time in ms, it runs the task when `everyMs` have passed
 * since it last began, and never twice at a time. The task must not reject.
 */
export function everySoOften(everyMs: number, task: (now: number) => Promise<void>): (now: number) => void {
  let lastAt: number | undefined;
  let running = false;
  return (now) => {
    // A clock that was set back counts as time gone by.
    if (running || (lastAt !== undefined && Math.abs(now - lastAt) < everyMs)) return;
    lastAt = now;
    running = true;
    void task(now).finally(() => {
      running = false;
    });
  };
}
