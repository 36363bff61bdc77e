import base from './styles/base.css?inline';
import marker from './styles/marker.css?inline';

let sheet: CSSStyleSheet | undefined;

/** The picture's styles as a constructed sheet, which `style-src` allows; one for all widgets of a page. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(base + marker);
  }
  return sheet;
}
