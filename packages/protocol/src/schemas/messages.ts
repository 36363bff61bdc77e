import * as v from 'valibot';
import { LIMITS } from '../limits.ts';
import type { MessageUp, StreamBody, SubmitBody } from '../messages.ts';
import { counter, cursor, id, imageFacts, token, urlId } from './fields.ts';
import { operation } from './operation.ts';

const hello = v.object({ t: v.literal('hello'), v: counter, tenantId: id, token: v.exactOptional(token) });

const subscribe = v.object({
  t: v.literal('subscribe'),
  ref: counter,
  urlId,
  facts: v.exactOptional(imageFacts),
  cursor: v.exactOptional(cursor),
  here: v.exactOptional(v.literal(true)),
});

/** Every frame a client may send. */
export const messageUp = v.variant('t', [
  hello,
  v.object({ t: v.literal('identify'), ref: counter, token }),
  subscribe,
  v.object({ t: v.literal('unsubscribe'), i: counter }),
  v.object({ t: v.literal('submit'), i: counter, operation }),
  v.object({ t: v.literal('thread'), ref: counter, i: counter, id, before: v.exactOptional(counter) }),
  v.object({ t: v.literal('presence'), i: counter, typing: v.nullable(id) }),
  v.object({ t: v.literal('alive') }),
]) satisfies v.GenericSchema<unknown, MessageUp>;

/** Body of an operation sent over HTTP. */
export const submitBody = v.object({
  urlId,
  facts: v.exactOptional(imageFacts),
  operation,
}) satisfies v.GenericSchema<unknown, SubmitBody>;

/** Body of a stream's request. */
export const streamBody = v.object({
  hello,
  subscribe: v.pipe(v.array(subscribe), v.maxLength(LIMITS.subscriptions)),
}) satisfies v.GenericSchema<unknown, StreamBody>;
