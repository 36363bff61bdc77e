import { describe, expect, test } from 'bun:test';
import type { Act, AuditLog } from '../ports/audit.ts';

/** What every audit log owes (ports/audit.ts). `make` gives an empty one. */
export function auditContract(
  name: string,
  make: () => Promise<{ readonly audit: AuditLog; readonly close: () => Promise<void> }>,
): void {
  describe(`${name} keeps the audit contract`, () => {
    test('acts are told newest first, each in its own tenant, at most as many as asked', async () => {
      const { audit, close } = await make();
      const act = (id: string, tenantId = 'acme'): Act => ({
        ...{ id, tenantId, at: 5, by: 'command line', action: 'ban', subject: 'acme:7' },
        ...{ detail: 'for an hour, "quoted"', addressHash: id === 'a2' ? 'h' : null },
      });
      for (const each of [act('a1'), act('a3'), act('a2'), act('a1', 'other')]) await audit.write(each);
      expect(await audit.read('acme', 2)).toEqual([act('a3'), act('a2')]);
      expect(await audit.read('other', 9)).toEqual([act('a1', 'other')]);
      expect(await audit.read('', 9)).toEqual([]);
      // What concerns no tenant: passwords, the server's own link.
      await audit.write(act('a1', ''));
      expect(await audit.read('', 9)).toEqual([act('a1', '')]);
      expect(await audit.read('other', 9)).toEqual([act('a1', 'other')]);
      await close();
    });
  });
}
