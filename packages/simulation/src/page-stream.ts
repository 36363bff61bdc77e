import type { ClientSocket, Environment, Release, SocketEvents } from '@imagechat/client/api';
import { EventStream } from '@imagechat/client/stream/event-stream';
import { type StreamEvents, StreamSocket } from '@imagechat/client/stream/stream-socket';
import type { StreamBody } from '@imagechat/protocol/messages';
import type { ConnectionTap, History } from './history.ts';
import type { Line } from './line.ts';
import { STREAM_BEGINS } from './made-stream.ts';
import type { PageCheck } from './page-check.ts';
import type { StreamCheck } from './stream-check.ts';

/** What a page's streams need of it. */
export interface PageStreamParts {
  readonly name: string;
  readonly tenantId: string;
  readonly line: Line;
  readonly history: History;
  readonly check: PageCheck;
  /** Does something now, or when the page wakes. */
  run(task: () => void): void;
  visible(): boolean;
  onVisible(changed: () => void): Release;
  /** Another stream is asked for; this watches its other end. */
  asked(check: StreamCheck): void;
}

/** Opens the other carrier of a page (W11): the client's own, over made streams. */
export function openStream(
  parts: PageStreamParts,
  environment: Environment,
  events: SocketEvents,
): ClientSocket {
  const tap = parts.history.carrier(parts.check, true);
  const outside = {
    ...environment,
    postStream: (body: StreamBody, told: StreamEvents) => postStream(parts, body, told),
    visible: () => parts.visible(),
    onVisible: (changed: () => void) => parts.onVisible(changed),
  };
  const socket = new StreamSocket(outside, {
    opened: () => events.opened(),
    received: (frame) => {
      tap.heard(frame);
      events.received(frame);
    },
    closed: (code) => events.closed(code),
  });
  return {
    send: (frame, wanted) => {
      tap.said(frame);
      socket.send(frame, wanted);
    },
    close: () => socket.close(),
  };
}

function postStream(
  { asked, history, line, name, run, tenantId }: PageStreamParts,
  body: StreamBody,
  told: StreamEvents,
): Release {
  const tap = history.connection(tenantId, `${name} stream`);
  asked(tap.check);
  let open = true;
  const tell = (task: () => void): void =>
    run(() => {
      if (open) task();
    });
  const heard = reader(tap, told);
  const end = (answer?: unknown): void => {
    open = false;
    told.ended(answer);
  };
  const text = JSON.stringify(body);
  tap.said(JSON.stringify(body.hello));
  const release = line.stream(
    text,
    { heard: (piece) => tell(() => heard(piece, end)), closed: () => tell(() => end()) },
    tap,
  );
  return () => {
    open = false;
    release();
  };
}

/** Reads an answer piece by piece; what it says is held against what was said before it is told. */
function reader(
  tap: ConnectionTap,
  told: StreamEvents,
): (piece: string, end: (answer: unknown) => void) => void {
  const stream = new EventStream();
  let begun = false;
  return (piece, end) => {
    if (!begun && piece !== STREAM_BEGINS) end(JSON.parse(piece));
    else if (begun) {
      for (const { event, data } of stream.take(piece)) if (event === 'message') tap.heard(data);
      told.text(piece);
    }
    begun = true;
  };
}
