import hands from '../hands/styles/hands.css?inline';
import composer from './styles/composer.css?inline';
import markdown from './styles/markdown.css?inline';
import phone from './styles/phone.css?inline';
import states from './styles/states.css?inline';
import thread from './styles/thread.css?inline';
import window from './styles/window.css?inline';

let sheet: CSSStyleSheet | undefined;

/** The windows' styles as a constructed sheet, which `style-src` allows; one for all. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(window + phone + states + thread + markdown + composer + hands);
  }
  return sheet;
}
