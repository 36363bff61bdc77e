/**
 * What is limited, each by whom it is counted for; rate and burst of each are the adapter's settings. Keys of what is counted by tenant begin
 * with the tenant's id, which ends at the first `/`: of these a tenant may be allowed less than others.
 */
export type LimitName =
  /** Connections to this process, all together. */
  | 'arrival'
  /** By address: handshakes, sessions asked for, HTTP requests, frames, bytes sent to us, operations. */
  | 'handshake'
  /** By address, and by whom one says to be: passwords, passkeys and one-time links tried. */
  | 'sign-in'
  | 'session'
  | 'request'
  | 'frame'
  | 'bytes'
  | 'address-operation'
  /** By connection: so that one of them does not use up what the others at its address may. */
  | 'connection-frame'
  | 'connection-bytes'
  /** By tenant and address: images watched or read. */
  | 'subscribe'
  /** By tenant and actor. */
  | 'operation'
  | 'upload'
  /** By tenant: so that one customer's crowd is not felt by the others. */
  | 'tenant-arrival'
  | 'tenant-request'
  | 'tenant-operation';

/** Says how fast is too fast. */
export interface Limiter {
  /**
   * Takes `amount` (one, unless said otherwise) from what `key` may do of `name` now: 0 when it may, else the ms after which it may. More
   * than may ever be done at once counts as just that much. Never waits.
   */
  take(name: LimitName, key: string, amount?: number): number;
}
