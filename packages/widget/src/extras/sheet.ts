import list from '../list/styles/list.css?inline';
import extras from './styles/extras.css?inline';

let sheet: CSSStyleSheet | undefined;

/** The styles of the list and of what windows have besides, as a constructed sheet; one for all. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(list + extras);
  }
  return sheet;
}
