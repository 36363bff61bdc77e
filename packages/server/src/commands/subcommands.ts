import { StartupError } from '../startup-error.ts';
import type { Command, Terminal } from '../terminal.ts';

/** One thing a command can do. */
export interface Subcommand {
  /** What stands behind its name, `<tenant> <domain>`. */
  readonly words: string;
  readonly means: string;
  /** `usage` is the whole line, for when it was said wrongly. Throws StartupError with what to mend. */
  run(terminal: Terminal, args: readonly string[], usage: string): number | Promise<number>;
}

/** A command whose next word or words say what it does; without one, or with `help`, it says what there is, and `more`. */
export function commandOf(
  name: string,
  summary: string,
  subcommands: Readonly<Record<string, Subcommand>>,
  more: () => readonly string[] = () => [],
): Command {
  const usageOf = (each: string): string => `${name} ${each} ${subcommands[each]?.words ?? ''}`.trim();
  const help = ({ print }: Terminal): number => {
    for (const [each, { means }] of Object.entries(subcommands)) {
      print(`  imagechat ${usageOf(each)}`);
      print(`      ${means}`);
    }
    for (const line of more()) print(line);
    return 0;
  };
  return {
    summary,
    async run(terminal, args) {
      if (args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '')) return help(terminal);
      // `domain add` is two words.
      for (const length of [2, 1]) {
        const given = args.slice(0, length).join(' ');
        const subcommand = Object.hasOwn(subcommands, given) ? subcommands[given] : undefined;
        if (subcommand) return subcommand.run(terminal, args.slice(length), usageOf(given));
      }
      const known = Object.keys(subcommands).join(', ');
      throw new StartupError(`"${name} ${args[0]}" is not known; there is ${name} ${known}.`);
    },
  };
}
