import { runCli } from './cli.ts';

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.once('SIGTERM', () => process.exit(1));
      process.once('SIGINT', () => process.exit(1));
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
}

const code = await runCli(process.argv.slice(2), {
  env: process.env,
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
  stopRequested,
});
process.exit(code);
