/* ws on Node with the loop of its documentation: encoded once, sent to everyone who watches. */
import { WebSocketServer } from 'ws';
import { listen, publish, say } from '../lib/stdio.mjs';

/** @type {Map<number, Set<import('ws').WebSocket>>} */
const watchers = new Map();
/** @type {import('ws').WebSocketServer} */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('listening', () => {
  say({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port });
});
server.on('connection', (socket, request) => {
  const image = Number(request.url?.split('=')[1] ?? 0);
  const all = watchers.get(image) ?? new Set();
  watchers.set(image, all.add(socket));
  socket.on('close', () => all.delete(socket));
});
listen(({ plan }) => {
  publish(
    plan,
    (image, event) => {
      const text = JSON.stringify(event);
      for (const socket of watchers.get(image) ?? []) socket.send(text);
    },
    () => say({ done: true }),
  );
});
