import { on } from '../make.ts';
import { onEnd } from './signals.ts';

/** Listens to events of these types, separated by spaces, until the surrounding effect runs again or ends, or the surrounding root ends. */
export function hear<Heard extends Event>(
  target: EventTarget,
  types: string,
  heard: (event: Heard) => void,
  options?: AddEventListenerOptions,
): void {
  const end = new AbortController();
  on(target, types, heard, { ...options, signal: end.signal });
  onEnd(() => end.abort());
}
