import { serve } from '../storage/sqlite/worker-service.ts';

/** What the unruly worker is asked. */
export type UnrulyMethods = {
  echo(value: unknown): unknown;
  fail(code: string): void;
  exit(): void;
  crash(): void;
  never(): Promise<void>;
};

// A worker for tests: it answers, fails, dies, or says nothing, as asked.
serve<{ refuse?: boolean }, UnrulyMethods>((options) => {
  if (options.refuse) throw new Error('will not open');
  return {
    methods: {
      echo: (value) => value,
      fail: (code) => {
        throw Object.assign(new Error('it failed'), { code });
      },
      exit: () => process.exit(7),
      crash: () => {
        setImmediate(() => {
          throw new Error('out of the blue');
        });
      },
      never: () => new Promise(() => undefined),
    },
    close: () => undefined,
  };
});
