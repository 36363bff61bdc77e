/** nginx with nchan (Debian's libnginx-mod-nchan): one worker, WebSocket subscribers, events published over one HTTP connection as its documentation shows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen, publish, say } from '../lib/stdio.mjs';

const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';

const folder = mkdtempSync(join(tmpdir(), 'imagechat-nchan-'));
const port = freePort();
await Bun.write(
  join(folder, 'nginx.conf'),
  `load_module ${MODULE};
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log; worker_rlimit_nofile 20000;
events { worker_connections 18000; }
http {
  access_log off; keepalive_requests 1000000000; client_body_temp_path ${folder}; proxy_temp_path ${folder};
  fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port};
    location = /publish { nchan_publisher; nchan_channel_id $arg_id; nchan_message_buffer_length 20000; }
    location = /watch { nchan_subscriber websocket; nchan_channel_id $arg_id; nchan_subscriber_first_message newest; }
  }
}`,
);
const nginx = Bun.spawn(['nginx', '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], {
  stdout: 'ignore',
  stderr: 'inherit',
});
let publishing: Bun.Socket;
// nginx listens a moment after it started.
for (;;) {
  try {
    publishing = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data: () => undefined } });
    break;
  } catch (error) {
    if (nginx.exitCode !== null) throw error;
    await Bun.sleep(20);
  }
}
say({ port, pid: nginx.pid });
listen(
  ({ plan }) => {
    publish(
      plan,
      (image, event) => {
        const body = JSON.stringify(event);
        send(
          `POST /publish?id=${image} HTTP/1.1\r\nHost: nchan\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      },
      () => say({ done: true }),
    );
  },
  async () => {
    nginx.kill('SIGKILL');
    await nginx.exited;
    rmSync(folder, { recursive: true, force: true });
  },
);

/** Requests one after another on one connection, without waiting for the answers, so that they stay in order. */
function send(request: string): void {
  const bytes = Buffer.from(request);
  const written = publishing.write(bytes);
  if (written < bytes.length) throw new Error('nginx does not take requests as fast as they come');
}

function freePort(): number {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
  probe.stop(true);
  return probe.port;
}
