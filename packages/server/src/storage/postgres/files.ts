import type { Files } from '@imagechat/core/ports/files';
import type { PgDatabase } from './database.ts';

const PUT = `insert into files (tenant_id, id, bytes, put_at) values ($1, $2, $3, $4)
  on conflict (tenant_id, id) do update set bytes = excluded.bytes, put_at = excluded.put_at`;

/** Pictures of comments in Postgres, so that every process has those that another took, and a backup of the database holds them. `now` in ms. */
export function postgresFiles(database: PgDatabase, now: () => number): Files {
  return {
    async put({ tenantId, id }, bytes) {
      await database.write([tenantId], (work) => work.raw(PUT, [tenantId, id, bytes, now()]));
    },
    async get({ tenantId, id }) {
      const [row] = await database.read([tenantId], (work) =>
        work.raw<{ bytes: Uint8Array }>('select bytes from files where tenant_id = $1 and id = $2', [
          tenantId,
          id,
        ]),
      );
      return row && Uint8Array.from(row.bytes);
    },
    async before(time, most) {
      const rows = await database.read('all', (work) =>
        work.raw<{ tenant_id: string; id: string }>(
          'select tenant_id, id from files where put_at < $1 order by put_at limit $2',
          [time, most],
        ),
      );
      return rows.map(({ tenant_id: tenantId, id }) => ({ tenantId, id }));
    },
    async remove({ tenantId, id }) {
      await database.write([tenantId], (work) =>
        work.raw('delete from files where tenant_id = $1 and id = $2', [tenantId, id]),
      );
    },
  };
}
