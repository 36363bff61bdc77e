import { fileURLToPath } from 'node:url';
import type { Submission } from '@imagechat/core/ports/storage';

/** One line of the traffic's: what was asked and answered. */
export interface Acknowledged {
  readonly asked: Submission;
  readonly seq: number;
  readonly at: number;
}

const TRAFFIC = fileURLToPath(new URL('./storage-traffic.ts', import.meta.url));

/** Runs traffic on the folder until `most` acknowledgements were heard, kills it in the middle, and tells all it had said. */
export async function killedAfter(
  dataDir: string,
  run: string,
  most: number,
  markEvery = 0,
): Promise<Acknowledged[]> {
  const child = Bun.spawn([process.execPath, TRAFFIC, dataDir, run, String(markEvery)], {
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const decoder = new TextDecoder();
  let said = '';
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk, { stream: true });
    if (said.split('\n').length > most) child.kill('SIGKILL');
  }
  await child.exited;
  if (child.signalCode !== 'SIGKILL') throw new Error(`the traffic ended by itself: ${said}`);
  // What follows the last line end was cut off by the kill: nobody heard it.
  const lines = said.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Acknowledged);
}
