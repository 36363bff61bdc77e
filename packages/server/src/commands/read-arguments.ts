import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { StartupError } from '../startup-error.ts';

/**
 * Reads what stands behind a command: `words` plain ones, or at least so many, and options.
 * @throws StartupError with the command's `usage`, when something is missing, unknown or too much
 */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  words: number | { readonly least: number },
  options: Options,
  usage: string,
) {
  const read = parsed(args, options, usage);
  const { length } = read.positionals;
  if (typeof words === 'number' ? length !== words : length < words.least)
    throw new StartupError(`Say it like this: imagechat ${usage}`);
  return read;
}

function parsed<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Its first sentence says what is wrong, like "Unknown option '--fast'".
    const what = error instanceof Error ? error.message.split('.')[0] : String(error);
    throw new StartupError(`${what}. Say it like this: imagechat ${usage}`, { cause: error });
  }
}
