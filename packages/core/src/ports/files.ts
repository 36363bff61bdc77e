/** Whose file it is, and what it is called; both match `[A-Za-z0-9_-]{1,64}`. */
export interface FileName {
  readonly tenantId: string;
  readonly id: string;
}

/** Files of tenants, durable. Methods reject only when the engine cannot read or write. */
export interface Files {
  /** Keeps a file; resolves once it is on disk. Under a name that is there already it is replaced and its time renewed. */
  put(name: FileName, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What is in a file; undefined when there is none. */
  get(name: FileName): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Files that were put before a time in ms, in no order, at most so many. */
  before(time: number, most: number): Promise<readonly FileName[]>;
  /** Forgets a file; one that is not there is forgotten already. */
  remove(name: FileName): Promise<void>;
}
