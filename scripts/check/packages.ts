import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { buildIfStale } from '../build.ts';
import { listFiles, root } from '../lib/repo.ts';
import type { Step } from './step.ts';

const PUBLISHED = 'dist/npm';

/** What is published on npm can be imported and is typed as its package.json says. */
export const packages: Step = {
  name: 'packages',
  async run() {
    const broken = (await buildIfStale(() => undefined)).filter(
      ({ state }) => state !== 'fresh' && state !== 'built',
    );
    if (broken.length > 0)
      return { problems: broken.map(({ name, output }) => `The ${name} cannot be built:\n${output}`) };
    const folders = listFiles(new Bun.Glob('*/package.json'), join(root, PUBLISHED)).map((path) =>
      path.replace('/package.json', ''),
    );
    const problems = await Promise.all(folders.map(inPackage));
    return { problems: problems.flat(), note: folders.join(', ') };
  },
};

async function inPackage(name: string): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: join(root, PUBLISHED, name), pack: false, strict: true });
  return messages.map((message) => `@imagechat/${name}: ${formatMessage(message, pkg, { color: false })}`);
}
