import { expect, test } from 'bun:test';
import { networkInterfaces } from 'node:os';
import { scenario, withBrowser } from './support/scenario.ts';

const LIMIT = 90_000;
const DEMO_PICTURE = 'css:light=img[data-picture="app-screenshot"]';
const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
} as const;

withBrowser();

/** An address of this machine as its network knows it; a machine without a network has only loopback. */
function networkAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2';
}

test(
  'the demo on a phone in the same network, plain http and an IP address: creating and answering work both ways',
  scenario(async (stage) => {
    const server = await stage.server({ host: '0.0.0.0' });
    const address = networkAddress();
    const phone = await stage.visitor('Ada on the phone', PHONE);
    const desk = await stage.visitor('Ben at the desk');
    await Promise.all([
      phone.open(`${server.originAt(address)}/`, DEMO_PICTURE),
      desk.open(`${server.originAt('localhost')}/`, DEMO_PICTURE),
    ]);
    // Without a secure context browsers give no randomUUID, which is what a phone in the network gets.
    const { secure, uuid, wide } = await phone.page.evaluate(() => ({
      secure: isSecureContext,
      uuid: typeof crypto.randomUUID,
      wide: document.documentElement.scrollWidth,
    }));
    const isLoopback = address.startsWith('127.');
    expect({ secure, uuid }).toEqual(
      isLoopback ? { secure: true, uuid: 'function' } : { secure: false, uuid: 'undefined' },
    );
    expect(wide).toBe(390);

    await phone.starts(52, 93, 'Written with a thumb');
    // Under 768 px the window fills the screen.
    const box = await phone.window.boundingBox();
    expect(box).toMatchObject({ x: 0, width: 390 });
    await phone.closeWindow();
    await desk.openMarker('Written with a thumb');
    await desk.reads('Written with a thumb');
    await desk.say('Answered with a keyboard');
    await phone.openMarker('Written with a thumb');
    await phone.reads('Answered with a keyboard');
    await phone.say('Thumbs up');
    await desk.reads('Thumbs up');
    await phone.deleteComment('Thumbs up');
    await desk.comment('Thumbs up').waitFor({ state: 'detached' });
  }),
  LIMIT,
);
