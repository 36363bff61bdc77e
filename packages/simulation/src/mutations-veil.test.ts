/** Worlds in which what not everybody may see is given away (V1), or kept from those who may. */

import { expect, setDefaultTimeout, test } from 'bun:test';
import { storageAround } from '@imagechat/core/storage-around';
import type { KeptEvent, Veil } from '@imagechat/core/veil';
import { brokenRules, publishing } from './spoiling.ts';
import type { Spoil } from './world.ts';

// Dozens of worlds each: seconds on a machine that is busy with other things.
setDefaultTimeout(60_000);

/** The same event with another veil, or with none. */
function reveiled(event: KeptEvent, change: (veil: Veil) => Veil | undefined): KeptEvent {
  const { veil, ...rest } = event;
  const next = veil && change(veil);
  return (next ? { ...rest, veil: next } : rest) as KeptEvent;
}

/** A storage that gives away what it keeps under another veil, live and to who catches up. */
function unveiling(change: (veil: Veil) => Veil | undefined): Spoil {
  return {
    hub: (parts) => ({
      ...parts,
      storage: storageAround(parts.storage, {
        submit: async (group) =>
          (await parts.storage.submit(group)).map((outcome) =>
            outcome.accepted && outcome.event
              ? { ...outcome, event: reveiled(outcome.event, change) }
              : outcome,
          ),
        eventsAfter: async (image, after, most) => {
          const read = await parts.storage.eventsAfter(image, after, most);
          if (read.reset) return read;
          return { ...read, events: read.events.map((event) => reveiled(event, change)) };
        },
      }),
    }),
  };
}

test('V1: an event that waits to be approved is told to all', async () => {
  const spoil = unveiling((veil) => (veil.public === 'bare' ? undefined : veil));
  expect(await brokenRules(() => spoil)).toContain('V1');
});

test('V1: what an author is to see of their own is told to nobody', async () => {
  const spoil = unveiling(({ authors: _, ...veil }) => veil);
  expect(await brokenRules(() => spoil)).toContain('O3');
});

test('V1: a state that shows all there is to everybody', async () => {
  const spoil: Spoil = {
    hub: (parts) => ({
      ...parts,
      storage: storageAround(parts.storage, {
        snapshot: async (image) => {
          const { cursor, conversations } = await parts.storage.snapshot(image);
          return {
            cursor,
            conversations: conversations.map(({ status: _, ...conversation }) => conversation),
          };
        },
      }),
    }),
  };
  // What was public once is no secret, but what is shown is not what they may see.
  const [first] = await brokenRules(() => spoil);
  expect(['V1', 'S1']).toContain(first ?? 'none');
});

test('V1: pages that are read through moderators’ eyes for everybody', async () => {
  const spoil: Spoil = {
    hub: (parts) => ({
      ...parts,
      storage: storageAround(parts.storage, {
        thread: (image, id, before, most) =>
          parts.storage.thread(image, id, before, most, { kind: 'moderators' }),
      }),
    }),
  };
  // What one may not see is in the page, or the page is not what the log makes it for these eyes: the same, seen from two sides.
  const [rule = 'none'] = await brokenRules(() => spoil, { hostile: 0.4 });
  expect(['V1', 'S1']).toContain(rule);
});

test('V1: a bare event that is left out for who may not see it', async () => {
  const spoil = publishing((frame, publish) => {
    if (!/"e":\[\{"seq":\d+\}\]/.test(frame)) publish(frame);
  });
  // Whoever comes first: who hears the next event, or who reads the bill of what was handed out.
  const [first] = await brokenRules(() => spoil, { trouble: 0 });
  expect(['R3', 'M1']).toContain(first ?? 'none');
});
