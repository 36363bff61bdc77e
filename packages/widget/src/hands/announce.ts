import type { ViewConversation } from '@imagechat/client/api';
import { onEnd } from '../ui/signals.ts';
import { createAnnouncer } from '../window/announcer.tsx';
import type { Hands } from './hands.ts';

/** Tells those who listen, politely, of conversations that others began. Called inside a root. */
export function announceArrivals({ talk, say, frame }: Hands): void {
  const { region, tell } = createAnnouncer<ViewConversation>((all) => {
    const [only] = all.length === 1 ? all : [];
    const words = say('arrived', { n: all.length });
    return only ? `${words}. ${talk.known.spoken(only, true)}` : words;
  });
  let known: ReadonlyMap<string, unknown> | undefined;
  const look = (): void => {
    const { status, conversations } = talk.view;
    if (status !== 'ready' || conversations.size === known?.size) return;
    const before = known;
    known = conversations;
    if (before && !document.hidden)
      tell([...conversations.values()].filter((it) => isNews(it, before, talk.actor?.id)));
  };
  const element = region as HTMLElement;
  frame.append(element);
  onEnd(() => element.remove());
  onEnd(talk.subscribe(look));
  look();
}

function isNews(
  { id, by, pending }: ViewConversation,
  before: ReadonlyMap<string, unknown>,
  me?: string,
): boolean {
  return !before.has(id) && by !== me && !pending;
}
