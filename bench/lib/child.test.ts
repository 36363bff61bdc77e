import { expect, test } from 'bun:test';
import { Child } from './child.ts';

test('a process that ended is an error for who waits for it, and only for them', async () => {
  await using child = new Child([process.execPath, '-e', 'process.exit(3)'], 'load');
  expect(child.hear()).rejects.toThrow('ended');
  await child.gone;
  expect(child.ask({ fill: true })).rejects.toThrow('ended');
  expect(child.ask({ fill: true })).rejects.toThrow('ended');
});
