import { streamBody } from '@imagechat/protocol/schemas/messages';
import { Hono } from 'hono';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import type { StreamChannel } from './stream-channel.ts';

/** `POST /stream` with `{hello, subscribe}` → an event stream whose messages are the frames of a socket (W11). */
export function streamRoute(streams: StreamChannel): Hono<HttpEnv> {
  return new Hono<HttpEnv>().post('/stream', async (c) => {
    const body = await readBody(c.req.raw, streamBody);
    if (!body.ok) return refusalResponse(body.refusal);
    const answer = await streams.open(body.value, c.env, c.req.raw.signal);
    return answer instanceof Response ? answer : refusalResponse(answer);
  });
}
