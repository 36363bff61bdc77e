import { describe, expect, test } from 'bun:test';
import { type Judge, type JudgeStore, KEPT_VERDICTS, type Verdict } from '../ports/judges.ts';

const judge = (more: Partial<Judge> = {}): Judge => ({
  ...{ url: 'https://judge.example/', secret: 'icw_x', fails: 'open', mostMs: 2000, active: true },
  ...{ createdAt: 1, ...more },
});
const verdict = (id: string, at: number, more: Partial<Verdict> = {}): Verdict => ({
  ...{ id, urlId: 'sofa', conversationId: 'c', commentId: id, at, tookMs: 12, outcome: 'approve' },
  ...{ status: 200, why: '', ...more },
});

/** What every store of judges owes (ports/judges.ts). `make` gives an empty one. */
export function judgesContract(
  name: string,
  make: () => Promise<{ readonly judges: JudgeStore; readonly close: () => Promise<void> }>,
): void {
  describe(`${name} keeps the judges contract`, () => {
    test('a tenant has one judge at most, and only active ones are followed', async () => {
      const { close, judges } = await make();
      expect(await judges.find('acme')).toBeUndefined();
      await judges.put('acme', judge());
      await judges.put('other', judge({ active: false }));
      expect(await judges.active()).toEqual([['acme', judge()]]);
      const after = judge({ url: 'https://b.example/', secret: 'y', fails: 'closed', mostMs: 500 });
      await judges.put('acme', after);
      expect(await judges.find('acme')).toEqual(after);
      expect(await judges.find('other')).toEqual(judge({ active: false }));
      expect(await judges.active()).toEqual([['acme', after]]);
      expect(await judges.remove('acme')).toBe(true);
      expect(await judges.remove('acme')).toBe(false);
      expect(await judges.active()).toEqual([]);
      await close();
    });

    test('verdicts are told newest first, so many are kept, and go with the judge', async () => {
      const { close, judges } = await make();
      await judges.put('acme', judge());
      const failed = verdict('v2', 3, { outcome: 'failed-closed', status: null, why: 'No answer.' });
      await judges.note('acme', verdict('v1', 2));
      await judges.note('acme', failed);
      await judges.note('other', verdict('v1', 9));
      expect(await judges.verdicts('acme', 9)).toEqual([failed, verdict('v1', 2)]);
      expect(await judges.verdicts('acme', 1)).toEqual([failed]);
      for (let more = 0; more < KEPT_VERDICTS; more++)
        await judges.note('acme', verdict(`more-${more}`, 10 + more));
      const kept = await judges.verdicts('acme', KEPT_VERDICTS * 2);
      expect(kept).toHaveLength(KEPT_VERDICTS);
      expect(kept.at(-1)?.id).toBe('more-0');
      await judges.remove('acme');
      expect(await judges.verdicts('acme', 9)).toEqual([]);
      expect(await judges.verdicts('other', 9)).toHaveLength(1);
      await close();
    });
  });
}
