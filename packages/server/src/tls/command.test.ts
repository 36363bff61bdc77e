import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from '@imagechat/core/testing/builders';
import { runningCli } from '../testing/cli-process.ts';
import { selfSigned } from '../testing/self-signed.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { until } from '../testing/until.ts';
import { wsConnect } from '../testing/ws-dialogue.ts';

test('the command itself speaks https and wss, and takes up a renewed certificate without cutting anybody', async () => {
  using folder = temporaryFolder();
  const files = { TLS_CERT: join(folder.path, 'cert.pem'), TLS_KEY: join(folder.path, 'key.pem') };
  const write = ({ cert, key }: { cert: string; key: string }): void => {
    writeFileSync(files.TLS_CERT, cert);
    writeFileSync(files.TLS_KEY, key);
  };
  const [first, second] = [await selfSigned('first.test'), await selfSigned('second.test')];
  write(first);
  const { child, origin } = await runningCli({ DATA_DIR: join(folder.path, 'data'), ...files });
  try {
    expect(origin).toStartWith('https://');
    const at = `https://127.0.0.1:${new URL(origin).port}`;
    // Who trusts only one certificate gets in where that one is shown; every question on a connection of its own.
    const trusting = (ca: string) =>
      fetch(`${at}/healthz`, { tls: { ca }, keepalive: false }).then(
        ({ status }) => status,
        () => 0,
      );
    expect([await trusting(first.cert), await trusting(second.cert)]).toEqual([200, 0]);
    const answer = await fetch(`${at}/v1/session`, {
      method: 'POST',
      body: JSON.stringify({ tenantId: 'demo', name: 'Ada' }),
      tls: { ca: first.cert },
    });
    const { token } = (await answer.json()) as { token: string };
    using ada = await wsConnect(`${at.replace('https', 'wss')}/v1/live`);
    await ada.hello('demo', token);
    const { i } = await ada.watches('picture');
    await ada.submits(i, create());

    write(second);
    await until(async () => (await trusting(second.cert)) === 200);
    // Who was there before goes on as if nothing had been.
    await ada.submits(i, create());
    using ben = await wsConnect(`${at.replace('https', 'wss')}/v1/live`);
    await ben.hello('demo');
    expect((await ben.watches('picture')).conversations).toHaveLength(2);
  } finally {
    child.kill('SIGTERM');
    await child.exited;
  }
}, 90_000);
