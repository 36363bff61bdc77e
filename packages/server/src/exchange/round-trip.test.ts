import { expect, test } from 'bun:test';
import { commentSeen, conversationSeen } from '@imagechat/core/eyes';
import { MemoryBans } from '@imagechat/core/memory/bans';
import { MemoryFiles } from '@imagechat/core/memory/files';
import { MemoryPeople } from '@imagechat/core/memory/people';
import { MemoryStorage } from '@imagechat/core/memory/storage';
import type { Submission } from '@imagechat/core/ports/storage';
import { decide } from '@imagechat/core/rules/decide';
import { type Draw, EYES, submissionOf, talks } from '@imagechat/core/testing/storage/histories';
import { type KeptEvent, project } from '@imagechat/core/veil';
import { roundPlace } from '@imagechat/protocol/conversation';
import { EMPTY_IMAGE, applyEvent } from '@imagechat/protocol/state';
import fc from 'fast-check';
import { exportRecords } from './export-records.ts';
import { Importer } from './import-records.ts';

const TENANT = 'w-0';
const IMAGE = { tenantId: TENANT, urlId: 'picture-0' };
const clock = { now: () => 5_000_000_000 };

/** A server's worth of memory. */
function world() {
  const storage = new MemoryStorage({ decide, clock, epoch: 'epoch' });
  const people = new MemoryPeople();
  const bans = new MemoryBans(() => undefined);
  const files = new MemoryFiles(clock);
  const { archive, groups } = storage;
  return { storage, archive, people, bans, files, groups, index: storage, now: clock.now };
}

/** As it would have come in: places are rounded where they are read. */
function asDecoded(each: Parameters<typeof submissionOf>[1]): Submission {
  const { operation, ...rest } = submissionOf('w', each);
  return { ...rest, operation: 'x' in operation ? { ...operation, ...roundPlace(operation) } : operation };
}

async function exported(from: ReturnType<typeof world>): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const record of exportRecords(from, { id: TENANT, name: 'World', domains: [], settings: {} }))
    records.push(JSON.parse(JSON.stringify(record)));
  return records;
}

/** All that can be seen, without numbers of the log, which begins anew where something is brought. */
async function seenIn({ archive, storage }: ReturnType<typeof world>) {
  const { conversations } = await storage.snapshot(IMAGE);
  return await Promise.all(
    conversations.map(async (kept) => {
      const comments = await archive.comments(IMAGE, kept.id, 0, 1000);
      const { latestSeq: _, placeSeq: __, shadows: ___, ...conversation } = kept;
      return {
        conversation,
        comments: comments.map(({ flaggedBy: ____, flags: _____, seq: ______, ...comment }) => comment),
      };
    }),
  );
}

const about = { tenant: 0, picture: 0, actor: 0, conversation: 1, comment: 4, bare: false } as const;

/** Marked as spam and then hidden: its author is told that it is hidden, and of its conversation, too. */
const SPAM_SHOWN_AS_HIDDEN: Draw[][] = [
  [
    { ...about, type: 'create-conversation', broadcast: 0 },
    { ...about, type: 'hide-comment', broadcast: 5 },
  ],
  [{ ...about, type: 'hide-comment', broadcast: 6, bare: true }],
];

test('S1, V1: whatever was said, taken along and brought to an empty place is what it was, and keeps the laws there', async () => {
  await fc.assert(
    fc.asyncProperty(talks, async (history) => {
      const [here, there] = [world(), world()];
      for (const group of history) await here.storage.submit(group.map(asDecoded));
      const records = await exported(here);
      const events: KeptEvent[] = [];
      const importer = new Importer(
        {
          ...there,
          changeTenant: async () => undefined,
          async submit(submission) {
            const [outcome] = await there.storage.submit([submission]);
            if (!outcome) throw new Error('storage owes an answer');
            if (outcome.accepted && outcome.event) events.push(outcome.event);
            return outcome;
          },
        },
        TENANT,
      );
      const done = await importer.bring(records);
      expect(done.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
      expect(await seenIn(there)).toEqual(await seenIn(here));
      // And again: nothing is another, nothing is there twice.
      const again = await importer.bring(records);
      expect(again.filter(({ outcome, type }) => outcome === 'imported' && SAID.has(type))).toEqual([]);
      expect(await exported(there)).toEqual(records);
      const { conversations } = await there.storage.snapshot(IMAGE);
      for (const eyes of EYES) {
        const folded = events.map((event) => project(event, eyes)).reduce(applyEvent, EMPTY_IMAGE);
        const seen = conversations.flatMap((kept) => conversationSeen(kept, eyes) ?? []);
        expect({ eyes, seen: [...folded.conversations.values()] }).toEqual({ eyes, seen });
        for (const { id } of seen) {
          const kept = await there.archive.comments(IMAGE, id, 0, 1000);
          const thread = await there.storage.thread(IMAGE, id, undefined, 1000, eyes);
          expect(thread?.comments).toEqual(kept.flatMap((each) => commentSeen(each, eyes) ?? []));
        }
      }
    }),
    { numRuns: 150, examples: [[SPAM_SHOWN_AS_HIDDEN]] },
  );
}, 60_000);

const SAID = new Set(['conversation', 'comment']);
