import { expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import type { Page } from 'playwright-core';
import { scenario, withBrowser } from './support/scenario.ts';
import { confirmed } from './support/two.ts';
import { until } from './support/until.ts';
import { opened, withPages } from './support/widget-page.ts';
import { freshId } from './support/wire-client.ts';

withBrowser();
withPages();

const SECRET = 'SECRET 52.5163N 13.3777E';

/** A picture as this browser encodes it, 6 wide and 4 high, as bytes. */
function drawn(page: Page, type: string): Promise<number[]> {
  return page.evaluate(async (kind) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [6, 4];
    const context = canvas.getContext('2d');
    if (context) context.fillStyle = 'tomato';
    context?.fillRect(0, 0, 3, 4);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, kind));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  }, type);
}

/** What a camera adds to a JPEG: that it lay on its side, and where it was. */
function photographed(jpeg: readonly number[]): number[] {
  const tiff = `MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0${SECRET}`;
  const content = [...`Exif\0\0${tiff}`].map((character) => character.charCodeAt(0));
  const length = content.length + 2;
  return [0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255, ...content, ...jpeg.slice(2)];
}

test(
  'C4: pictures of every kind are shown in comments with their size, and a photograph stands upright and does not say where it was taken',
  scenario(async (stage) => {
    const { visitor, page, chat } = await opened(
      stage,
      '<img id="it" src="/picture.webp" width="900" alt="">',
    );
    await visitor.starts(50, 50, 'Pictures, please');
    // Others can add to it once the server has it.
    await confirmed(visitor, 'Pictures, please');
    const [marker] = await visitor.markers();
    const port = Number(new URL(chat).port);
    const wire = await stage.wire({ port, name: 'Ben' });
    const subscribed = visitor.frames.findLast((frame) => 'up' in frame && frame.up.t === 'subscribe');
    const urlId =
      subscribed && 'up' in subscribed && subscribed.up.t === 'subscribe' ? subscribed.up.urlId : '';
    const { i } = await wire.watches(urlId);
    const files = {
      png: await drawn(page, 'image/png'),
      webp: await drawn(page, 'image/webp'),
      jpg: photographed(await drawn(page, 'image/jpeg')),
    };
    for (const [kind, bytes] of Object.entries(files)) {
      const answer = await fetch(`${chat}/v1/tenants/demo/uploads`, {
        method: 'POST',
        headers: { authorization: `Bearer ${wire.token}` },
        body: Uint8Array.from(bytes),
      });
      const { id } = (await answer.json()) as { id: string };
      expect(id).toEndWith(kind === 'jpg' ? '-4x6-jpg' : `-6x4-${kind}`);
      const comment = { id: freshId(), text: `![a ${kind}](upload:${id})` };
      const add: Operation = { type: 'add-comment', broadcastId: freshId(), id: marker?.id ?? '', comment };
      expect((await wire.submits(i, add)).t).toBe('ack');
      const kept = await (await fetch(`${chat}/v1/tenants/demo/uploads/${id}`)).bytes();
      expect(Buffer.from(kept).toString('latin1')).not.toContain('SECRET');
    }
    const pictures = visitor.window.locator('[part~="text"] img');
    await until('three pictures', async () => (await pictures.count()) === 3);
    const shown = await pictures.evaluateAll(async (all) => {
      await Promise.all(all.map((it) => (it as HTMLImageElement).decode()));
      return (all as HTMLImageElement[]).map((it) => [it.alt, it.naturalWidth, it.naturalHeight]);
    });
    expect(shown).toEqual([
      ['a png', 6, 4],
      ['a webp', 6, 4],
      ['a jpg', 4, 6],
    ]);
  }),
  120_000,
);
