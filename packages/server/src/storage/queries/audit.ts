import type { Act } from '@imagechat/core/ports/audit';
import { type Arg, type Builder, define } from '../query.ts';
import type { AuditTable } from '../schema.ts';

/** What administrators did. */
export function auditQueries({ db }: Builder) {
  return {
    newest: define((arg: Arg<{ tenantId: string; most: number }>) =>
      db
        .selectFrom('audit')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .orderBy('id', 'desc')
        .limit(arg('most')),
    ),
    write: define((arg: Arg<{ [Name in keyof Act]: Act[Name] }>) =>
      db.insertInto('audit').values({
        tenant_id: arg('tenantId'),
        id: arg('id'),
        at: arg('at'),
        by: arg('by'),
        action: arg('action'),
        subject: arg('subject'),
        detail: arg('detail'),
        address_hash: arg('addressHash'),
      }),
    ),
  };
}

/** A row as the rest of the server knows it. */
export function actOf({ tenant_id: tenantId, address_hash: addressHash, ...row }: AuditTable): Act {
  return { ...row, tenantId, addressHash };
}
