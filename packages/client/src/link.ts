import type { MessageUp } from '@imagechat/protocol/messages';
import type { Answer, Reply } from './answer.ts';
import type { Environment } from './api.ts';
import type { Connection } from './connection.ts';
import type { Http } from './exchange.ts';
import type { Session } from './session.ts';

/** What an image uses of its client. */
export interface Link {
  readonly environment: Environment;
  readonly connection: Connection;
  readonly session: Session;
  serverNow(): number;
  /** Sends a request over the live line; `answered` is called once, with undefined when the line was cut before. */
  request(make: (ref: number) => MessageUp, answered: (reply: Reply | undefined) => void): void;
  /** Sends a frame that is not answered over the live line; without one it is lost. */
  send(message: MessageUp): void;
  /**
   * Asks over HTTP below `/v1/tenants/:tenantId/`: POST with a body, GET without. Never rejects. `wanted` is asked right before
   * it is sent, which may be a while later; false gives it up. `http` carries it instead of the environment's.
   */
  ask(path: string, body?: unknown, wanted?: () => boolean, http?: Http): Promise<Answer>;
}
