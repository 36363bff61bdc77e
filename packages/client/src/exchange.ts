/** One HTTP exchange; its body goes as JSON, bytes as they are. Rejects only when there is no line. */
export type Http = (request: {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path and query under the server's origin. */
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
}) => Promise<{ readonly status: number; readonly body: unknown }>;
