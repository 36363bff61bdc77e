import type { Extras } from '../window/extras.ts';
import type { Room } from '../window/room.ts';
import { wear } from '../window/wear.ts';
import { banChoices } from './bans.tsx';
import { keepCompany } from './company.tsx';
import { styleSheet } from './sheet.ts';
import { createTools } from './tools.tsx';

/** Makes what windows have besides reading and writing. @param shadow where they are, inside a root */
export function createExtras(room: Room, shadow: ShadowRoot): Extras {
  wear(shadow, styleSheet());
  const bans = (by: string, name: string) => banChoices(room, by, name);
  return { ...keepCompany(room), ...createTools(room), bans };
}
