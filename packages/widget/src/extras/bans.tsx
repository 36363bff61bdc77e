import { banPerson, liftBan } from '@imagechat/client/bans';
import type { Choice } from '../window/menu.tsx';
import type { Room } from '../window/room.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/** How long, in minutes and in the unit it is said in; without either for good. */
const SPANS: readonly (readonly [minutes: number, unit: string, n: number])[] = [
  [HOUR, 'hour', 1],
  [DAY, 'day', 1],
  [7 * DAY, 'week', 1],
  [30 * DAY, 'month', 1],
];

/** For how long somebody may be kept from taking part; choosing one does it, and it can be undone. */
export function banChoices(room: Room, by: string, name: string): readonly Choice[] {
  const { say, talk } = room;
  const language = talk.language?.language ?? 'en';
  const spans = SPANS.map(([minutes, unit, n]): Choice => {
    const words = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(n);
    return { name: words, part: 'ban-span', press: () => ban(room, by, name, minutes) };
  });
  return [...spans, { name: say('banForever'), part: 'ban-span', press: () => ban(room, by, name) }];
}

async function ban(room: Room, by: string, name: string, minutes?: number): Promise<void> {
  const { live, notices, say } = room;
  const banned = await banPerson(live, by, minutes);
  if (!banned.ok) {
    notices.tell({ words: room.explain(banned.refusal), bad: true });
    return;
  }
  const undo = async (): Promise<void> => {
    const refusals = await Promise.all(banned.ids.map((id) => liftBan(live, id)));
    const refusal = refusals.find(Boolean);
    notices.tell(
      refusal ? { words: room.explain(refusal), bad: true } : { words: say('unbanned', { name }) },
    );
  };
  notices.tell({ words: say('banned', { name }), act: { name: say('undo'), press: undo } });
}
