import type { HubParts } from '@imagechat/core/hub';
import type { Temper } from './temper.ts';
import { type Spoil, World } from './world.ts';

/** How many worlds that break a rule say which: what is broken shows by more than one rule, and not everywhere by all of them. */
const TELLING = 8;

/** The rules that the first worlds break that break any, among many. */
export async function brokenRules(spoil: () => Spoil, temper: Partial<Temper> = {}): Promise<string[]> {
  const rules = new Set<string>();
  let telling = 0;
  for (let seed = 1; seed <= 60 && telling < TELLING; seed++) {
    const { breaches } = await new World({ seed, spoil: spoil(), temper }).run();
    if (breaches.length > 0) telling += 1;
    for (const { rule } of breaches) rules.add(rule);
  }
  return [...rules];
}

/** Changes every frame a hub publishes to its watchers. */
export function publishing(change: (frame: string, publish: (frame: string) => void) => void): Spoil {
  return {
    hub: (parts: HubParts): HubParts => ({
      ...parts,
      fanout: {
        publish: (topic, frame) => change(frame, (changed) => parts.fanout.publish(topic, changed)),
        count: (topic) => parts.fanout.count(topic),
      },
    }),
  };
}
