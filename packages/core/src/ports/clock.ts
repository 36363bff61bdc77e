/** Stops a timer; calling it twice does no harm. */
export type Cancel = () => void;

/** Time, injected: the server's clock, a fake one in tests, a simulated one in the simulation. */
export interface Clock {
  /** Server time in ms since 1970. */
  now(): number;
  /** Calls `task` once, `ms` from now. A timer alone does not keep the process alive. */
  after(ms: number, task: () => void): Cancel;
}
