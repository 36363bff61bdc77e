import { RETRY_MS } from '@imagechat/protocol/limits';
import type { Refusal, RefusalCode } from '@imagechat/protocol/refusal';
import type { Answer, Fields } from './answer.ts';
import type { Environment } from './api.ts';
import type { Http } from './exchange.ts';

/** What an exchange asks. */
export type HttpRequest = Parameters<Http>[0];

/** Asks over HTTP; never rejects. Refusals (F1): what the server says, `offline`, `unavailable` when its answer makes no sense. */
export async function ask(environment: Environment, request: HttpRequest, http?: Http): Promise<Answer> {
  if (!environment.online()) return { ok: false, refusal: offline(), reached: false };
  try {
    const { status, body } = await (http ? http(request) : environment.http(request));
    if (status >= 200 && status < 300 && isFields(body)) return { ok: true, body };
    return { ok: false, refusal: refusalIn(body), reached: true };
  } catch {
    return { ok: false, refusal: offline(), reached: false };
  }
}

/** The answer, or `timed-out` when it does not come within the time an operation may take. */
export function inTime(environment: Pick<Environment, 'after'>, answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve) => {
    const late: Answer = { ok: false, refusal: timedOut(), reached: false };
    const stop = environment.after(RETRY_MS, () => resolve(late));
    void answer.then((value) => {
      stop();
      resolve(value);
    });
  });
}

/** True for a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** The refusal for having no line (O4). */
export function offline(): Refusal {
  return mayRetry('offline', 'There is no connection. Nothing was sent.');
}

/** The refusal for an answer that makes no sense. */
export function unavailable(): Refusal {
  return mayRetry('unavailable', 'The server cannot answer now. Try again in a moment.');
}

/** The refusal for an operation that got no answer in time (O4). */
export function timedOut(): Refusal {
  return mayRetry('timed-out', 'No answer came in time. Try again.');
}

/** The client's own refusals; `refuse` would bring the whole table of codes into every page. */
function mayRetry(code: RefusalCode, message: string): Refusal {
  return { code, message, retry: true };
}

/** The refusal an answer's body holds; `unavailable` when it holds none. */
export function refusalIn(body: unknown): Refusal {
  const error = isFields(body) ? body.error : undefined;
  // The server's refusals are trusted as they are: a code unknown here still has its sentence.
  return isFields(error) && typeof error.code === 'string' ? (error as unknown as Refusal) : unavailable();
}
