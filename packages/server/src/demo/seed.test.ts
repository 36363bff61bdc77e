import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoConversations } from '../../demo/conversations.ts';
import { openSqliteStorage } from '../storage/sqlite/open.ts';
import { openDemo } from './open-demo.ts';
import { DEMO_TENANT, demoUrlId } from './seed.ts';

const NOW = Date.UTC(2026, 5, 1, 12);

test('the demo opens with its conversations, said when their authors said them, and only once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'imagechat-demo-'));
  const storage = await openSqliteStorage({ dataDir, log: () => undefined });
  try {
    await openDemo(storage, NOW);
    const pictures = [...new Set(demoConversations.map(({ picture }) => picture))];
    const read = () =>
      Promise.all(
        pictures.map((picture) => storage.snapshot({ tenantId: DEMO_TENANT, urlId: demoUrlId(picture) })),
      );
    const opened = await read();
    const conversations = opened.flatMap((snapshot) => snapshot.conversations);
    const summary = (of: { x: number; y: number; resolved: boolean }) => `${of.x} ${of.y} ${of.resolved}`;
    expect(conversations.map(summary).sort()).toEqual(demoConversations.map(summary).sort());
    for (const { x, y, comments } of demoConversations) {
      const found = conversations.find((conversation) => conversation.x === x && conversation.y === y);
      expect(found).toMatchObject({ count: comments.length, name: comments[0]?.name });
      expect(found?.createdAt).toBe(NOW - (comments[0]?.minutesAgo ?? 0) * 60_000);
    }
    expect(await storage.tenants.find(DEMO_TENANT)).toMatchObject({ id: DEMO_TENANT, domains: [] });
    await openDemo(storage, NOW + 1);
    expect(await read()).toEqual(opened);
    // As after a crash between the words and the tenant.
    const forgetful = { ...storage.tenants, find: async () => undefined };
    await openDemo({ tenants: forgetful, past: () => storage.past() }, NOW + 2);
    expect(await read()).toEqual(opened);
  } finally {
    await storage.close();
    rmSync(dataDir, { recursive: true });
  }
});
