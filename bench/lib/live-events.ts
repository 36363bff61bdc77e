import { WireClient, freshId } from '../../e2e/support/wire-client.ts';

/** Has somebody resolve and reopen a conversation of an image, `rate` times a second; returns what ends it. */
export async function liveEvents(port: number, urlId: string, rate: number): Promise<() => Promise<void>> {
  const client = await WireClient.open({ port, name: 'Ben' });
  const { i } = await client.watches(urlId);
  const id = freshId();
  const comment = { id: freshId(), text: 'Back and forth' };
  await client.submits(i, { type: 'create-conversation', broadcastId: freshId(), id, x: 50, y: 50, comment });
  let at = 0;
  const timer = setInterval(() => {
    const type = at++ % 2 === 0 ? 'resolve-conversation' : 'reopen-conversation';
    client.say({ t: 'submit', i, operation: { type, broadcastId: freshId(), id } });
  }, 1000 / rate);
  return async () => {
    clearInterval(timer);
    await client.close();
  };
}
