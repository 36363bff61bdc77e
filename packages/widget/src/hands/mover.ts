import type { Place } from '@imagechat/protocol/conversation';
import { DRAFT } from '../talk.ts';
import type { Hands } from './hands.ts';

const SLIDE_MS = 160;

/** True when one may put this marker elsewhere. */
export function mayMove({ talk }: Hands, id: string): boolean {
  if (id === DRAFT) return talk.draft !== undefined;
  const conversation = talk.view.conversations.get(id);
  return conversation !== undefined && talk.may('move-conversation', conversation.by);
}

/**
 * Puts a marker elsewhere: at once on the screen, with a way back for some seconds (O5). What the server refuses slides back, with the
 * reason in words.
 */
export async function moveMarker(hands: Hands, id: string, to: Place): Promise<void> {
  const { talk, say, notice } = hands;
  if (id === DRAFT) {
    talk.press(to);
    return;
  }
  const before = talk.view.conversations.get(id);
  if (!before || (before.x === to.x && before.y === to.y)) return;
  const { result } = talk.live.moveConversation(id, to);
  const undo = async (): Promise<void> => {
    notice.show(say('movedBack'));
    const moved = await result;
    if (moved.ok)
      await tell(hands, id, before, talk.live.moveConversation(id, before, moved.cursor.seq).result);
  };
  notice.show(say('moved'), { words: say('undo'), press: () => void undo() });
  await tell(hands, id, to, result);
}

type Ended = ReturnType<Hands['talk']['live']['moveConversation']>['result'];

async function tell(hands: Hands, id: string, asked: Place, result: Ended): Promise<void> {
  const ended = await result;
  if (ended.ok) return;
  const { say, explain, notice } = hands;
  const { code } = ended.refusal;
  const own = { overtaken: say('overtaken'), 'not-found': say('gone') } as Partial<Record<string, string>>;
  notice.show(own[code] ?? explain(ended.refusal, 'notMoved'));
  slide(hands.parts.marker(id), asked);
}

/** From where it was shown to where it is. */
function slide(marker: HTMLElement | undefined, from: Place): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  marker?.animate([{ left: `${from.x}%`, top: `${from.y}%` }, {}], {
    duration: SLIDE_MS,
    easing: 'ease-out',
  });
}
