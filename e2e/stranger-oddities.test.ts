import { expect, test } from 'bun:test';
import { openStranger } from '../examples/stranger-client/stranger-client.ts';
import { until } from './support/until.ts';

const LIMIT = 60_000;

test(
  "W7, W8, R1, T1: The stranger's client stays right with frames and events it does not know, gaps and silence",
  async () => {
    const told: { t: string; cursor?: unknown }[] = [];
    let say: (...frames: object[]) => void = () => {};
    let end: (code: number) => void = () => {};
    await using server = Bun.serve({
      port: 0,
      fetch: (request, self) =>
        self.upgrade(request) ? undefined : Response.json({ token: 'token', actor: {}, expiresAt: 0 }),
      websocket: {
        open: (socket) => {
          say = (...frames) => frames.map((frame) => socket.send(JSON.stringify(frame)));
          end = (code) => socket.close(code);
        },
        message: (_, text) => {
          const frame: { t: string } = JSON.parse(String(text));
          told.push(frame);
          // No `alive` is answered, so the line is as good as dead from the last frame on.
          if (frame.t === 'hello') say({ t: 'hello', v: 1, now: 0, actor: {}, aliveMs: 100 });
        },
      },
    });
    const ada = await openStranger({
      server: server.url.origin,
      tenantId: 'demo',
      urlId: 'odd',
      name: 'Ada',
    });
    const subscribed = (count: number, timeout = 10_000) =>
      until(`subscribe ${count}`, () => told.filter(({ t }) => t === 'subscribe')[count - 1], { timeout });
    const reaches = (epoch: string, seq: number) =>
      until(`${seq} of ${epoch}`, () => ada.cursor?.epoch === epoch && ada.cursor.seq === seq);
    const x = () => ada.conversations.get('c')?.x;
    const c = {
      id: 'c',
      x: 1,
      y: 1,
      placeSeq: 1,
      resolved: false,
      by: 'b',
      name: 'Ben',
      createdAt: 1,
      count: 0,
    };
    const moved = {
      broadcastId: 'm',
      at: 2,
      by: 'b',
      name: 'Ben',
      type: 'image-chat-updated',
      id: 'c',
      change: 'moved',
    };

    expect(await subscribed(1)).not.toHaveProperty('cursor');
    say(
      {
        t: 'subscribed',
        ref: 0,
        i: 7,
        epoch: 'e',
        seq: 1,
        conversations: [{ ...c, latestSeq: 0, opening: null }],
      },
      { t: 'weather', i: 7, e: [{ ...moved, seq: 2, x: 99, y: 1 }] },
      { t: 'events', i: 9, e: [{ ...moved, seq: 2, x: 98, y: 1 }] },
      { t: 'events', i: 7, e: [{ seq: 2 }, { ...moved, seq: 3, type: 'image-sang', x: 97, y: 1 }] },
      {
        t: 'events',
        i: 7,
        e: [
          { ...moved, seq: 4, change: 'coloured', x: 96, y: 1 },
          { ...moved, seq: 5, x: 5, y: 1 },
        ],
      },
      {
        t: 'events',
        i: 7,
        e: [
          { ...moved, seq: 4, x: 95, y: 1 },
          { ...moved, seq: 5, x: 94, y: 1 },
        ],
      },
    );
    await reaches('e', 5);
    say({ t: 'events', i: 7, e: [{ ...moved, seq: 7, x: 7, y: 1 }] });
    expect(await subscribed(2)).toMatchObject({ cursor: { epoch: 'e', seq: 5 } });
    expect([ada.cursor?.seq, x()]).toEqual([5, 5]);
    say(
      { t: 'events', i: 7, e: [{ ...moved, seq: 6, x: 93, y: 1 }] },
      {
        t: 'subscribed',
        ref: 0,
        i: 8,
        epoch: 'e',
        seq: 7,
        events: [{ seq: 6 }, { ...moved, seq: 7, x: 7, y: 1 }],
      },
    );
    await reaches('e', 7);
    expect(x()).toBe(7);
    say({ t: 'reset', i: 8, epoch: 'f', seq: 3, conversations: [] });
    await reaches('f', 3);
    expect(ada.conversations.size).toBe(0);

    // Nothing was heard for `aliveMs` + 10 s: a new line.
    expect(await subscribed(3, 30_000)).toMatchObject({ cursor: { epoch: 'f', seq: 3 } });
    say({ t: 'refused', error: { code: 'banned', message: 'Enough.', retry: false } });
    end(4503);
    await until('the end', () => ada.line.ended);
    expect(ada.line.trouble?.code).toBe('banned');
  },
  LIMIT,
);
