/* Socket.IO as its documentation begins: one room a picture, WebSocket transport, compression off as it is by default. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { listen, publish, say } from '../lib/stdio.mjs';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  socket.on('watch', (image) => socket.join(`image-${image}`));
});
http.listen(0, '127.0.0.1', () =>
  say({ port: /** @type {import('node:net').AddressInfo} */ (http.address()).port }),
);
listen(({ plan }) => {
  publish(
    plan,
    (image, event) => io.to(`image-${image}`).emit('event', event),
    () => say({ done: true }),
  );
});
