import { type Socket, connect } from 'node:net';
import { FrameReader, encodeFrame } from '../support/web-socket-frames.ts';
import { CORPUS } from './corpus.ts';
import { type InProcessServer, RenewedServer } from './in-process-server.ts';
import type { Mutator } from './mutator.ts';
import { LAST_FRAME, aimed, answersLast, codeOf, numbersIn } from './sessions.ts';
import { type Target, must, target } from './target.ts';

/** What goes over one connection; bytes in base64. */
type Talk =
  | { readonly kind: 'frames'; readonly frames: readonly string[] }
  | { readonly kind: 'web-socket bytes'; readonly bytes: string }
  | { readonly kind: 'http bytes'; readonly bytes: string };

const RENEWED_EVERY = 100;

/** A connection that got no answer by then is given up, in milliseconds. */
const PATIENCE = 3000;

const HANDSHAKE =
  'GET /v1/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n';

/** Real sockets: frames, bytes that are no frames, and bytes that are no HTTP. */
export function sockets(share: number): Target {
  const servers = new RenewedServer(RENEWED_EVERY);
  return target({
    name: 'real sockets',
    share,
    make,
    run: async (talk: Talk) => {
      const server = await servers.use();
      const answers =
        talk.kind === 'frames' ? await sayFrames(server, talk.frames) : await sayBytes(server, talk);
      must((await server.fetch('/readyz')).ok, () => 'the server is not ready any more');
      server.mustBeWell();
      return answers;
    },
    close: () => servers.close(),
  });
}

function make(mutator: Mutator): Talk {
  const { random } = mutator;
  const kind = random.weighted({ frames: 6, 'web-socket bytes': 2, 'http bytes': 3 });
  if (kind === 'frames') {
    const frame = (): string =>
      random.chance(0.3) ? mutator.noise() : mutator.jsonText(random.pick(CORPUS.framesUp));
    return { kind, frames: Array.from({ length: 60 }, frame) };
  }
  if (kind === 'http bytes') {
    const text = mutator.text(random.pick(CORPUS.texts.requests) ?? '');
    const bytes = random.chance(0.8) ? Buffer.from(text, 'latin1') : mutator.bytes(400);
    return { kind, bytes: bytes.toString('base64') };
  }
  const whole = encodeFrame(
    random.between(0, 15),
    Buffer.from(mutator.jsonText(random.pick(CORPUS.framesUp))),
  );
  const at = random.between(0, whole.length - 1);
  if (random.chance(0.7)) whole[random.chance(0.6) ? random.between(0, 1) : at] = random.between(0, 255);
  const bytes = random.chance(0.2) ? mutator.bytes(300) : whole.subarray(0, random.oneOf(at, whole.length));
  return { kind, bytes: bytes.toString('base64') };
}

/** What was heard on a connection: bytes, and whether it was closed. */
class Ear {
  bytes: Buffer = Buffer.alloc(0);
  closed = false;
  readonly socket: Socket;
  #wake = () => {};

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1' });
    this.socket.on('data', (bytes: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, bytes]);
      this.#wake();
    });
    this.socket.on('error', () => this.socket.destroy());
    this.socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Waits until it is so, or the connection is closed, or patience ends. @returns whether it is so */
  async until(is: () => boolean): Promise<boolean> {
    const end = performance.now() + PATIENCE;
    while (!is() && !this.closed && performance.now() < end) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE / 10);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return is();
  }
}

async function sayFrames(server: InProcessServer, frames: readonly string[]): Promise<readonly string[]> {
  const ear = new Ear(server.port);
  try {
    ear.socket.write(HANDSHAKE);
    must(await ear.until(() => ear.bytes.includes('\r\n\r\n')), () => 'no handshake');
    ear.bytes = ear.bytes.subarray(ear.bytes.indexOf('\r\n\r\n') + 4);
    const say = (frame: string): void => void ear.socket.write(encodeFrame(1, Buffer.from(frame)));
    say(JSON.stringify({ t: 'hello', v: 1, tenantId: 'demo', token: server.token }));
    say('{"t":"subscribe","ref":1,"urlId":"a"}');
    await ear.until(() => ear.bytes.includes('"t":"subscribed"'));
    const numbers = numbersIn([ear.bytes.toString()]);
    for (const frame of [...frames, LAST_FRAME]) say(aimed(frame, numbers));
    // A server that lives answers the last of them, or had a reason to close before.
    const answered = await ear.until(() => answersLast(ear.bytes.subarray(-400).toString()));
    must(answered || ear.closed, () => 'no answer and no close');
    const heard = new FrameReader().read(ear.bytes);
    const texts = heard.flatMap(({ opcode, payload }) => (opcode === 1 ? [payload.toString()] : []));
    const answers = texts
      .slice(2)
      .filter((text) => !answersLast(text))
      .map(codeOf);
    must(!answers.includes('refused unavailable'), () => 'it says that it cannot read or write');
    return frames.map((_, at) => answers[at] ?? (ear.closed ? 'closed' : 'not answered'));
  } finally {
    ear.socket.destroy();
  }
}

async function sayBytes(
  server: InProcessServer,
  { kind, bytes }: Exclude<Talk, { kind: 'frames' }>,
): Promise<readonly string[]> {
  const ear = new Ear(server.port);
  try {
    const live = kind === 'web-socket bytes';
    ear.socket.write(live ? HANDSHAKE : '');
    if (live) must(await ear.until(() => ear.bytes.includes('\r\n\r\n')), () => 'no handshake');
    const before = live ? ear.bytes.indexOf('\r\n\r\n') + 4 : 0;
    ear.socket.end(Buffer.from(bytes, 'base64'));
    const answered = await ear.until(() => ear.bytes.length > before);
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(ear.bytes.subarray(before).toString('latin1'))?.[1];
    must(status === undefined || Number(status) < 500 || status === '505', () => `${status} to ${bytes}`);
    if (status !== undefined) return [status];
    return [answered ? 'answered' : ear.closed ? 'closed' : 'silence'];
  } finally {
    ear.socket.destroy();
  }
}
