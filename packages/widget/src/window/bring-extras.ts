import { root as begin, onEnd } from '../ui/signals.ts';
import type { Room } from './room.ts';

/**
 * Brings what windows have besides reading and writing, which comes in a file of its own. Made inside a root. Without it one reads and writes all
 * the same; it is asked for anew with the next window.
 * @returns asks for it
 */
export function bringExtras(room: Room, shadow: ShadowRoot): () => void {
  let asked = false;
  let end: (() => void) | undefined;
  let over = false;
  onEnd(() => {
    over = true;
    end?.();
  });
  const bring = async (): Promise<void> => {
    const { onDemand } = await import('./on-demand.ts');
    if (!over) end = begin(() => room.extras.set(onDemand.createExtras(room, shadow)));
  };
  return () => {
    if (asked) return;
    asked = true;
    bring().catch(() => (asked = false));
  };
}
