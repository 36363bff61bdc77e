/** Bun's native publish and nothing else: what the runtime itself can do, one frame an event. */
import { listen, publish, say } from '../lib/stdio.mjs';

const server = Bun.serve<{ image: string }>({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, self) {
    const image = new URL(request.url).searchParams.get('image') ?? '0';
    return self.upgrade(request, { data: { image } }) ? undefined : new Response(null, { status: 400 });
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    open: (ws) => void ws.subscribe(ws.data.image),
    message: () => undefined,
  },
});
say({ port: server.port });
listen(({ plan }) => {
  publish(
    plan,
    (image, event) => void server.publish(String(image), JSON.stringify(event)),
    () => say({ done: true }),
  );
});
