import type { Place } from '@imagechat/protocol/conversation';
import { WireClient, freshId } from './wire-client.ts';

/** A conversation somebody is to start: where, and what its first comment says. */
export interface Start extends Place {
  readonly text: string;
}

/** Has somebody called `name`, who has no browser, start conversations on an image, in this order. @returns their ids */
export async function peopleStart(
  port: number,
  urlId: string,
  starts: readonly Start[],
  name = 'Ben',
): Promise<string[]> {
  await using client = await WireClient.open({ port, name });
  const { i } = await client.watches(urlId);
  const ids: string[] = [];
  for (const { x, y, text } of starts) {
    const id = freshId();
    const comment = { id: freshId(), text };
    const answer = await client.submits(i, {
      type: 'create-conversation',
      broadcastId: freshId(),
      id,
      x,
      y,
      comment,
    });
    if (answer.t !== 'ack') throw new Error(`no conversation: ${JSON.stringify(answer)}`);
    ids.push(id);
  }
  return ids;
}
