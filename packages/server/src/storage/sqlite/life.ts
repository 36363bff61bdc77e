import { randomBytes } from 'node:crypto';
import { newEpoch } from '../new-epoch.ts';
import { metaQueries } from '../queries/meta.ts';
import type { MetaTable } from '../schema.ts';
import { CommitCounter, isBefore } from './commit-counter.ts';
import type { Connection } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import { MARKER_FILE } from './files.ts';
import { type FoundMarker, type Marker, isSameFile } from './marker.ts';

/** What a database knows of itself. */
export interface Life {
  /** The name of this life of the logs (E1). */
  readonly epoch: string;
  /** What session tokens are signed with: 32 random bytes in base64url (RFC 4648 §5). */
  readonly secret: string;
  /** Why the epoch is a new one; undefined when it is the one from before. */
  readonly newBecause?: string;
}

/** Why the epoch is a new one where there was none before. */
export const FIRST_START = 'this is the first start';

/** What a database remembers of the life it had. */
interface Remembered {
  readonly epoch: string | undefined;
  /** The identity of the marker that lay beside it. */
  readonly marker: string | undefined;
  readonly commits: number;
}

/**
 * Reads what the database knows of itself, making it on the first start. The epoch is a new one whenever the database and the marker beside it do
 * not bear each other out: then history may have been rewound (E1). The marker is left saying what is true now.
 */
export function settleLife(connection: Connection, marker: Marker): Life {
  const meta = connection.prepareAll(metaQueries(sqliteBuilder));
  const counter = new CommitCounter(connection);
  const get = (key: MetaTable['key']) => meta.get.first({ key })?.value;
  const put = (key: MetaTable['key'], value: string): string => {
    if (get(key) !== value) meta.put.run({ key, value });
    return value;
  };
  const found = marker.find();
  const identity = marker.ensure();
  const life = counter.transactions()((): Life => {
    const remembered = { epoch: get('epoch'), marker: get('marker'), commits: counter.read() };
    const newBecause = whyNew(remembered, found);
    const epoch = newBecause === undefined ? remembered.epoch : undefined;
    put('marker', identity);
    const secret = get('secret') ?? put('secret', randomBytes(32).toString('base64url'));
    if (epoch !== undefined) return { epoch, secret };
    return { epoch: put('epoch', newEpoch()), secret, ...(newBecause ? { newBecause } : {}) };
  });
  const folded = connection.fold() ? counter.read() : (found?.mark?.folded ?? 0);
  marker.write({ epoch: life.epoch, commits: counter.read(), folded });
  return life;
}

/** Why history may have been rewound; undefined when it cannot have been. */
function whyNew({ epoch, marker, commits }: Remembered, found: FoundMarker | undefined): string | undefined {
  if (epoch === undefined) return found ? 'the database is gone and was made anew' : FIRST_START;
  if (!found) return `the data folder has no ${MARKER_FILE}`;
  if (!found.mark) return `${MARKER_FILE} cannot be read`;
  if (marker === undefined || !isSameFile(marker, found.identity))
    return 'the data folder, or the database in it, was copied or restored';
  if (found.mark.epoch !== epoch) return 'the database is another one than before';
  if (isBefore(commits, found.mark.commits)) return 'the database is an older copy';
  return undefined;
}
