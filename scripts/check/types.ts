import { join } from 'node:path';
import { listFiles, root } from '../lib/repo.ts';
import { run } from '../lib/run.ts';
import type { Step } from './step.ts';

/**
 * Compiles every tsconfig of the workspace, side by side. A package's `tsconfig.json` knows only what its sources
 * may use (no DOM and no Bun in protocol, core, client and the simulation's world); its tests have their own.
 */
export const types: Step = {
  name: 'types',
  async run() {
    const projects = ['tsconfig.json', ...inside('packages'), ...inside('examples')];
    const outcomes = await Promise.all(projects.map(compile));
    return { problems: outcomes.flat(), note: `${projects.length} projects` };
  },
};

async function compile(project: string): Promise<string[]> {
  const { code, output } = await run([
    'node',
    'node_modules/typescript/bin/tsc',
    '--pretty',
    'false',
    '-p',
    project,
  ]);
  // A package that has no tests yet is not a type error.
  const noTestsYet = project.endsWith('.test.json') && output.includes('error TS18003');
  return code === 0 || noTestsYet ? [] : [`${project}\n${output.trim()}`];
}

function inside(folder: string): string[] {
  return listFiles(new Bun.Glob('*/tsconfig*.json'), join(root, folder)).map((path) => `${folder}/${path}`);
}
