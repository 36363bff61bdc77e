import { Emitter, surface } from '@imagechat/client/emitter';
import { ask, inTime, isFields, refusalIn, unavailable } from '@imagechat/client/http';
import { kept } from '@imagechat/client/kept';
import { readMessage } from '@imagechat/client/message-down';
import { between, callback, flag, list, origin, read, record, text } from './accept.ts';
import { callPage } from './config.ts';
import { make, on, put, putStyle } from './make.ts';
import { putAt } from './markers.ts';
import { storage } from './storage.ts';

/**
 * What the embed has that its other files need as well: it hands it to them, so that no page loads it twice. What is imported here from a
 * module is all that the other files can import from it, and not before they have begun (from-embed.ts, docs/decisions/0019). A list, since
 * the build knows which is which.
 */
export const shared: readonly unknown[] = [
  Emitter,
  ask,
  between,
  callPage,
  callback,
  flag,
  inTime,
  isFields,
  kept,
  list,
  make,
  on,
  origin,
  put,
  putAt,
  putStyle,
  read,
  readMessage,
  record,
  refusalIn,
  storage,
  surface,
  text,
  unavailable,
];
