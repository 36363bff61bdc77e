import type { Operation } from '@imagechat/protocol/catalog';
import { TOKEN_EXPIRED } from '@imagechat/protocol/close-codes';
import type {
  Ack,
  HelloUp,
  ImageFacts,
  LoadThread,
  Refused,
  SubmitBody,
  ThreadPage,
} from '@imagechat/protocol/messages';
import type { Answer } from '../answer.ts';
import type { Environment } from '../api.ts';
import { type HttpRequest, ask, inTime } from '../http.ts';
import { threadPath } from '../thread-page.ts';

/** The image a request is about. */
export interface ImageNamed {
  readonly urlId: string;
  readonly facts: ImageFacts | undefined;
}

/** What becomes of requests. */
export interface RequestsOwner {
  readonly environment: Environment;
  /** Who asks. */
  readonly hello: HelloUp;
  tell(message: Ack | ThreadPage | Refused): void;
  /** The line ended, with a code as a socket has it. */
  lost(code?: number): void;
}

/** What goes up beside a stream: operations and questions, each a request of its own, answered as on a socket (W9). */
export class StreamRequests {
  readonly #owner: RequestsOwner;
  /** Operations go one after the other, in the order they were asked. */
  #posted: Promise<void> = Promise.resolve();
  #over = false;

  constructor(owner: RequestsOwner) {
    this.#owner = owner;
  }

  /** Posts an operation when those before it are answered, if it is still `wanted` then: whoever was told that it failed is not wrong (O4). */
  submit({ urlId, facts }: ImageNamed, operation: Operation, wanted = () => true): void {
    const { broadcastId } = operation;
    const body: SubmitBody = { urlId, ...(facts ? { facts } : {}), operation };
    this.#posted = this.#posted.then(() => {
      if (!wanted()) return undefined;
      return this.#exchange({ method: 'POST', path: 'operations', body }, (answer) =>
        answer.ok
          ? ({ ...answer.body, t: 'ack', broadcastId } as unknown as Ack)
          : { t: 'refused', broadcastId, error: answer.refusal },
      );
    });
  }

  thread({ urlId }: ImageNamed, { ref, id, before }: LoadThread): void {
    void this.#exchange({ method: 'GET', path: threadPath(urlId, id, before) }, (answer) =>
      answer.ok
        ? ({ ...answer.body, t: 'thread', ref, id } as unknown as ThreadPage)
        : { t: 'refused', ref, error: answer.refusal },
    );
  }

  /** Nothing goes out any more, and no answer is told. */
  stop(): void {
    this.#over = true;
  }

  async #exchange(
    request: HttpRequest,
    frame: (answer: Answer) => Ack | ThreadPage | Refused,
  ): Promise<void> {
    if (this.#over) return;
    const { environment, hello } = this.#owner;
    const { tenantId, token } = hello;
    const path = `/v1/tenants/${encodeURIComponent(tenantId)}/${request.path}`;
    const asked = ask(environment, { ...request, path, ...(token ? { token } : {}) });
    const answer = await inTime(environment, asked);
    if (this.#over) return;
    if (!answer.ok && !answer.reached) this.#owner.lost();
    else if (!answer.ok && answer.refusal.code === 'invalid-token') this.#owner.lost(TOKEN_EXPIRED);
    else this.#owner.tell(frame(answer));
  }
}
