import type { Extras } from '../window/extras.ts';
import type { Room } from '../window/room.ts';
import { banChoices } from './bans.tsx';
import { keepCompany } from './company.tsx';
import styles from './styles/extras.css?inline';
import { createTools } from './tools.tsx';

let sheet: CSSStyleSheet | undefined;

/** Makes what windows have besides reading and writing. @param shadow where they are, inside a root */
export function createExtras(room: Room, shadow: ShadowRoot): Extras {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  // The page's own styles stay the last, so that they win.
  const sheets = shadow.adoptedStyleSheets;
  if (!sheets.includes(sheet))
    shadow.adoptedStyleSheets = [...sheets.slice(0, -1), sheet, ...sheets.slice(-1)];
  const bans = (by: string, name: string) => banChoices(room, by, name);
  return { ...keepCompany(room), ...createTools(room), bans };
}
