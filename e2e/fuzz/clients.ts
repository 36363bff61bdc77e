import { createClient } from '@imagechat/client/client';
import { FakeEnvironment, settle } from '@imagechat/client/testing/fake-environment';
import { openThread } from '@imagechat/client/thread';
import type { MessageDown } from '@imagechat/protocol/messages';
import { CORPUS } from './corpus.ts';
import type { Mutator } from './mutator.ts';
import { type Target, must, target } from './target.ts';

/** What a client hears from a server that is broken, or is none: it gives the line up, but a page must go on. */
export function clients(share: number): Target {
  return target({
    name: 'clients, hearing nonsense',
    share,
    make: (mutator) => Array.from({ length: 6 }, () => frameFrom(mutator)),
    run: async (frames: readonly string[]) => {
      const environment = new FakeEnvironment();
      const client = createClient({ tenantId: 'demo', environment });
      const image = client.image('a');
      const thread = openThread(image, '0199d3a1-02b4-7c3d-8e5f-60718293a4b5');
      const answers: string[] = [];
      for (const frame of frames) {
        const socket = await openLine(environment);
        socket?.receive(frame);
        answers.push(client.connection.is);
        must(image.view.conversations.size >= 0 && thread.view.comments.length >= 0, () => 'no view');
      }
      client.close();
      return answers;
    },
  });
}

/** The open line, or a new one past its hello and its snapshot. */
async function openLine(environment: FakeEnvironment) {
  const last = environment.sockets.at(-1);
  if (environment.sockets.length > 1 && last && !last.isOver) return last;
  if (last?.isOver) await environment.advance(20_000);
  const socket = environment.sockets.at(-1);
  if (!socket || socket.isOver) return undefined;
  socket.open();
  for (const message of CORPUS.framesDown as readonly MessageDown[]) {
    if (message.t === 'hello') socket.receive(JSON.stringify(message));
    if (message.t === 'subscribed' && message.conversations)
      socket.receive(JSON.stringify({ ...message, ref: 1 }));
  }
  await settle();
  return socket;
}

function frameFrom(mutator: Mutator): string {
  const { random } = mutator;
  if (random.chance(0.1)) return mutator.text(random.pick(CORPUS.texts.frames) ?? '');
  return mutator.jsonText(random.pick(CORPUS.framesDown));
}
