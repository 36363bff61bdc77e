// Tells what happens on an image, and starts a conversation with each line typed.
//   node talk.ts http://localhost:8787 my-picture Ada
import { createInterface } from 'node:readline';
import { createConversation } from './operations.ts';
import { openStranger } from './stranger-client.ts';

const [server = 'http://localhost:8787', urlId = 'my-picture', name = 'Stranger'] = process.argv.slice(2);

const stranger = await openStranger({
  server,
  tenantId: 'demo',
  urlId,
  name,
  changed: (event) => {
    if (event?.type) console.log(`${event.seq}: ${event.name} ${event.change ?? event.type}`);
    if (!event)
      for (const { opening, count } of stranger.conversations.values()) console.log(count, opening?.line);
  },
});

for await (const text of createInterface(process.stdin)) {
  const { error } = await stranger.submit(createConversation(Math.random() * 100, Math.random() * 100, text));
  if (error) console.log(error.message);
}
stranger.line.close();
