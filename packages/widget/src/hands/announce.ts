import { onEnd } from '../ui/signals.ts';
import type { Hands } from './hands.ts';

/** What comes within this time is told at once, so that a busy picture is not a flood. */
const TOGETHER_MS = 2000;

/** Tells those who listen, politely, of conversations that others began. */
export function announceArrivals({ talk, say, notice }: Hands): void {
  let known: ReadonlySet<string> | undefined;
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (name: string): void => {
    notice.speak(count === 1 ? name : say('arrived', { n: count }), 0);
    count = 0;
    timer = undefined;
  };
  const look = (): void => {
    const { status, conversations } = talk.view;
    if (status !== 'ready' || conversations.size === known?.size) return;
    const before = known;
    known = new Set(conversations.keys());
    if (!before) return;
    for (const it of conversations.values()) {
      if (before.has(it.id) || it.by === talk.actor?.id || it.pending || document.hidden) continue;
      count++;
      timer ??= setTimeout(
        () => tell(`${say('arrived', { n: 1 })}. ${talk.known.spoken(it, true)}`),
        TOGETHER_MS,
      );
    }
  };
  onEnd(talk.subscribe(look));
  onEnd(() => clearTimeout(timer));
  look();
}
