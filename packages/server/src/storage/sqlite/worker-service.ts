import { CLOSE, type Methods, OPEN, type Request, type Response, failureOf } from './worker-wire.ts';

// Bun's name for a worker's own end; the DOM's types are not loaded here.
declare const self: Worker;

/** What a worker does once it is open. */
export interface Service<Offered extends Methods> {
  readonly methods: Offered;
  /** Finishes what is waiting and lets go of the data. */
  close(): void;
}

/** The inside of a worker: opens on the first request, answers the others, and on the last lets the worker exit. */
export function serve<Options, Offered extends Methods>(open: (options: Options) => Service<Offered>): void {
  let service: Service<Offered> | undefined;

  const perform = ({ method, args }: Request): unknown => {
    if (method === OPEN) {
      // Both ends are ours and share their types; what travels between them is not checked again.
      service = open(args[0] as Options);
      return undefined;
    }
    if (method === CLOSE) {
      // Without a listener nothing keeps the worker: it exits by itself, which is safe where terminating it is not.
      self.onmessage = null;
      service?.close();
      return undefined;
    }
    if (!service) throw new Error('the worker is not open');
    const offered = service.methods[method] as ((...args: readonly unknown[]) => unknown) | undefined;
    if (!offered) throw new Error(`the worker has no ${method}`);
    return offered(...args);
  };

  self.onmessage = async ({ data }: MessageEvent<string>) => {
    const request = JSON.parse(data) as Request;
    self.postMessage(JSON.stringify(await answerTo(request, perform)));
  };
}

async function answerTo(request: Request, perform: (request: Request) => unknown): Promise<Response> {
  try {
    return { id: request.id, value: await perform(request) };
  } catch (error) {
    return { id: request.id, failure: failureOf(error) };
  }
}
