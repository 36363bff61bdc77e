import type { Desk } from '../desk.ts';
import { metaQueries } from '../queries/meta.ts';
import { Connection } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import { databaseFile } from './files.ts';
import { openForReading } from './read-only.ts';
import { Reader } from './reader.ts';
import { startupErrorOf } from './startup-errors.ts';
import { Writer } from './writer.ts';

/** How long to wait for a running server's transaction, in ms; it holds the file for some ms at a time. */
const BUSY_MS = 10_000;

/**
 * Lets `work` read and change the data folder's tenants, beside a running server if there is one, which notices within a second. Throws
 * StartupError when there is no database of this version, or it cannot be written.
 */
export async function besideServer<Result>(
  dataDir: string,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  // Says what is wrong with the folder, if anything is.
  openForReading(dataDir).close();
  try {
    const connection = Connection.forWriting({ file: databaseFile(dataDir), busyMs: BUSY_MS });
    try {
      return await work(deskOn(connection));
    } finally {
      connection.close();
    }
  } catch (error) {
    throw startupErrorOf(error, dataDir) ?? error;
  }
}

function deskOn(connection: Connection): Desk {
  const meta = connection.prepareAll(metaQueries(sqliteBuilder));
  const told = (key: 'epoch' | 'secret'): string => meta.get.first({ key })?.value ?? '';
  const epoch = told('epoch');
  const writer = new Writer(connection, epoch, Date.now);
  const reader = new Reader(connection, epoch);
  const { accounts, people, tenants } = writer;
  return {
    secret: async () => told('secret'),
    tenants: {
      find: async (id) => reader.tenant(id),
      list: async () => reader.tenants(),
      add: async (tenant) => tenants.add(tenant),
      change: async (id, change) => tenants.change(id, change),
      addSecret: async (tenantId, secret) => tenants.addSecret(tenantId, secret),
      revokeSecret: async (tenantId, id, at) => tenants.revokeSecret(tenantId, id, at),
      addKey: async (tenantId, key) => tenants.addKey(tenantId, key),
      revokeKey: async (tenantId, id, at) => tenants.revokeKey(tenantId, id, at),
      remove: async (id) => tenants.remove(id),
    },
    accounts: {
      owners: async () => reader.accounts.owners(),
      byLogin: async (login) => reader.accounts.byLogin(login),
      addLink: async (link) => accounts.addLink(link),
    },
    bans: { signOut: async (tenantId, signOut) => people.signOut(tenantId, signOut) },
    personFiles: {
      read: async (tenantId, id) => reader.people.file(tenantId, id),
      scrub: async (tenantId, id, mark) => people.scrub(tenantId, id, mark),
    },
    audit: { write: async (act) => people.audit(act) },
    usage: { read: async (tenantId, from, to) => reader.usage(tenantId, from, to) },
    submit: async (group) => (group.length > 0 ? writer.submit(group) : []),
  };
}
