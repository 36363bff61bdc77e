import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { create } from '@imagechat/core/testing/builders';
import { openDoors } from '../doors.ts';
import { selfSigned } from '../testing/self-signed.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { until } from '../testing/until.ts';
import { readCertificate } from './certificate.ts';

const FAR = { expiresAt: Number.POSITIVE_INFINITY };

/** The name in the certificate a new connection is shown. */
async function shown(port: number, options: ConnectionOptions = {}): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.on('error', reject);
  socket.on('secureConnect', () => resolve(socket.getPeerCertificate().subject.CN as string));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}

test('a renewed certificate is shown to who comes, and nobody who is here is cut: all hear all', async () => {
  await using server = await startTestServer({ certificate: { ...(await selfSigned('old.test')), ...FAR } });
  expect(server.origin).toStartWith('https:');
  expect(await shown(server.port)).toBe('old.test');
  using ada = await server.join('Ada');
  const here = await ada.watches('picture');

  server.listener.renew({ ...(await selfSigned('new.test')), ...FAR });
  expect(await shown(server.port)).toBe('new.test');
  using ben = await server.join('Ben');
  const there = await ben.watches('picture');
  const [ofAda, ofBen] = [create(), create()];
  await ada.submits(here.i, ofAda);
  await ben.submits(there.i, ofBen);
  for (const { id } of [ofAda, ofBen]) {
    expect((await ada.hears('events')).e).toEqual([expect.objectContaining({ id })]);
    expect((await ben.hears('events')).e).toEqual([expect.objectContaining({ id })]);
  }
  await ada.isAlive();

  // And once more, while the first one still has a connection.
  server.listener.renew({ ...(await selfSigned('newest.test')), ...FAR });
  expect(await shown(server.port)).toBe('newest.test');
  await ada.isAlive();
  await ben.isAlive();
});

test('a server that drained is let go of', async () => {
  await using server = await startTestServer({ certificate: { ...(await selfSigned('old.test')), ...FAR } });
  const ada = await server.join('Ada');
  server.listener.renew({ ...(await selfSigned('new.test')), ...FAR });
  expect(server.listener.draining).toBe(1);
  ada[Symbol.dispose]();
  await until(() => server.listener.draining === 0);
});

test('files that change are taken up by the process’s timer', async () => {
  await using server = await startTestServer();
  using folder = temporaryFolder();
  const files = { cert: join(folder.path, 'chat.crt'), key: join(folder.path, 'chat.key') };
  const write = ({ cert, key }: { cert: string; key: string }) => {
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
  };
  write(await selfSigned('old.test'));
  const certificate = await readCertificate(files);
  const settings = { host: '127.0.0.1', port: 0, proxies: 0, certificateFiles: files };
  const logged: string[] = [];
  const doors = openDoors(server.composition, settings, certificate, (_level, event) => logged.push(event));
  expect(await shown(doors.port)).toBe('old.test');
  write(await selfSigned('new.test'));
  for (const chore of doors.chores) chore(Date.now());
  await until(() => logged.includes('certificate-renewed'));
  expect(await shown(doors.port)).toBe('new.test');
  await doors.stop(true);
});

test('TLS 1.2 and 1.3 are spoken, older versions are not', async () => {
  await using server = await startTestServer({ certificate: { ...(await selfSigned('it.test')), ...FAR } });
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    expect(await shown(server.port, { minVersion: version, maxVersion: version })).toBe('it.test');
  }
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    expect(shown(server.port, { minVersion: version, maxVersion: version })).rejects.toThrow();
  }
});

test('a port that is in use is told, though servers with certificates could share it', async () => {
  const certificate = { ...(await selfSigned('it.test')), ...FAR };
  await using server = await startTestServer({ certificate });
  const settings = {
    host: '127.0.0.1',
    port: server.port,
    proxies: 0,
    certificateFiles: { cert: '', key: '' },
  };
  expect(() => openDoors(server.composition, settings, certificate, () => undefined)).toThrow(
    /^Port \d+ is in use: stop what uses it, or choose another one, like PORT=\d+\.$/,
  );
});
