import type { Log } from '@imagechat/core/ports/log';
import type { Config } from '../config.ts';
import { startServer } from '../start-server.ts';
import type { SupervisorLine, Terminal } from '../terminal.ts';

/** Serves as one of several processes on one port, until the supervisor or its end says otherwise. @returns the exit code */
export async function runWorker(
  terminal: Terminal,
  supervisor: SupervisorLine,
  config: Config,
  log: Log,
): Promise<number> {
  const retired = Promise.withResolvers<'retired'>();
  const asked = new Map<number, (text: string) => void>();
  let questions = 0;
  const allMetrics = (): Promise<string> => {
    const { promise, resolve } = Promise.withResolvers<string>();
    asked.set(++questions, resolve);
    supervisor.tell({ t: 'gather', id: questions });
    return promise;
  };
  const server = await startServer(config, log, { team: { allMetrics } });
  supervisor.listen((message) => {
    if (message.t === 'retire') retired.resolve('retired');
    else if (message.t === 'gathered') {
      asked.get(message.id)?.(message.text);
      asked.delete(message.id);
    } else void server.metrics().then((text) => supervisor.tell({ t: 'metrics', id: message.id, text }));
  });
  supervisor.tell({ t: 'ready' });
  const why = await Promise.race([
    terminal.stopRequested().then(() => undefined),
    supervisor.gone.then(() => undefined),
    retired.promise,
    server.lost.then((lost) => ({ lost })),
  ]);
  if (typeof why === 'object') log('error', 'worker-lost', { why: why.lost });
  await server.stop(why === 'retired');
  return typeof why === 'object' ? 1 : 0;
}
