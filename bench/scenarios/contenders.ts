import { existsSync } from 'node:fs';
import { Child } from '../lib/child.ts';
import type { DialectName } from '../load/dialects.ts';

/** A server that can be measured. */
export interface Contender {
  readonly name: string;
  readonly dialect: DialectName;
  start(): Child;
}

/** Ours and what a user would pick instead. */
export const CONTENDERS = {
  ours: { name: 'Image Chat', dialect: 'hub', start: () => Child.bun('servers/hub.ts', 'server') },
  socketIo: {
    name: 'Socket.IO',
    dialect: 'socket.io',
    start: () => Child.node('servers/socket-io.mjs', 'server'),
  },
  ws: { name: 'ws, loop', dialect: 'ws', start: () => Child.node('servers/ws-loop.mjs', 'server') },
  bunPublish: {
    name: 'Bun publish',
    dialect: 'ws',
    start: () => Child.bun('servers/bun-publish.ts', 'server'),
  },
  nchan: { name: 'nginx, nchan', dialect: 'nchan', start: () => Child.bun('servers/nchan.ts', 'server') },
} satisfies Record<string, Contender>;

/** Frames encoded before, written to bare sockets: how much an audience can hear. */
export const SOCKET_WRITER: Contender = {
  name: 'bare socket writer',
  dialect: 'ws',
  start: () => Child.bun('servers/socket-writer.ts', 'server'),
};

/** Every contender that is installed here: nginx and nchan come from the system's packages. */
export function installed(): Contender[] {
  const { nchan, ...always } = CONTENDERS;
  const hasNchan = Bun.which('nginx') !== null && existsSync('/usr/lib/nginx/modules/ngx_nchan_module.so');
  return [...Object.values(always), ...(hasNchan ? [nchan] : [])];
}
