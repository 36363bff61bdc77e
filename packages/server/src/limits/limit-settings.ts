import type { LimitName } from '@imagechat/core/ports/limiter';

/** One limit as the operator sets it. */
export interface LimitSetting {
  /** The environment variable. */
  readonly variable: string;
  /** Per minute; a sixth of it may come at once. */
  readonly usual: number;
}

/**
 * Every limit, per minute. Whole classrooms and offices share one address, so what is counted by address is wider than what is counted by
 * actor or connection.
 */
export const LIMIT_SETTINGS: Readonly<Record<LimitName, LimitSetting>> = {
  // What a reconnect storm may bring; who comes beyond it is told when to come back.
  arrival: { variable: 'LIMIT_ARRIVALS_PER_MINUTE', usual: 120_000 },
  handshake: { variable: 'LIMIT_HANDSHAKES_PER_MINUTE', usual: 1200 },
  session: { variable: 'LIMIT_SESSIONS_PER_MINUTE', usual: 600 },
  // Guessing is slow this way, and the sixth that may come at once is what a person mistypes.
  'sign-in': { variable: 'LIMIT_SIGN_INS_PER_MINUTE', usual: 30 },
  request: { variable: 'LIMIT_REQUESTS_PER_MINUTE', usual: 12_000 },
  frame: { variable: 'LIMIT_FRAMES_PER_MINUTE', usual: 12_000 },
  bytes: { variable: 'LIMIT_BYTES_PER_MINUTE', usual: 64_000_000 },
  'address-operation': { variable: 'LIMIT_ADDRESS_OPERATIONS_PER_MINUTE', usual: 3000 },
  // A page that comes back may watch all its images at once: 200 frames, which a burst of 500 lets pass.
  'connection-frame': { variable: 'LIMIT_CONNECTION_FRAMES_PER_MINUTE', usual: 3000 },
  'connection-bytes': { variable: 'LIMIT_CONNECTION_BYTES_PER_MINUTE', usual: 8_000_000 },
  subscribe: { variable: 'LIMIT_SUBSCRIPTIONS_PER_MINUTE', usual: 3000 },
  operation: { variable: 'LIMIT_OPERATIONS_PER_MINUTE', usual: 120 },
  upload: { variable: 'LIMIT_UPLOADS_PER_MINUTE', usual: 60 },
  'tenant-arrival': { variable: 'LIMIT_TENANT_ARRIVALS_PER_MINUTE', usual: 60_000 },
  'tenant-request': { variable: 'LIMIT_TENANT_REQUESTS_PER_MINUTE', usual: 60_000 },
  'tenant-operation': { variable: 'LIMIT_TENANT_OPERATIONS_PER_MINUTE', usual: 60_000 },
};

/** The names of all limits. */
export const LIMIT_NAMES = Object.keys(LIMIT_SETTINGS) as readonly LimitName[];

/** A value for every limit. */
export function forEveryLimit<Value>(value: (name: LimitName) => Value): Readonly<Record<LimitName, Value>> {
  return Object.fromEntries(LIMIT_NAMES.map((name) => [name, value(name)])) as Record<LimitName, Value>;
}
