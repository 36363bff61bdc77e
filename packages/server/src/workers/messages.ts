/** What a worker tells the process that supervises it. */
export type FromWorker =
  /** It serves now. */
  | { readonly t: 'ready' }
  /** Somebody asked it for metrics: those of all workers are wanted. */
  | { readonly t: 'gather'; readonly id: number }
  /** Its own metrics, as they were asked for. */
  | { readonly t: 'metrics'; readonly id: number; readonly text: string };

/** What a worker is told. */
export type ToWorker =
  /** Another one has taken its place: stop taking visitors, send those there are away, end. */
  | { readonly t: 'retire' }
  | { readonly t: 'tell-metrics'; readonly id: number }
  | { readonly t: 'gathered'; readonly id: number; readonly text: string };
