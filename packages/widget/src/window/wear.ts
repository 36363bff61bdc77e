import { onEnd } from '../ui/signals.ts';

/** Puts a style sheet on a shadow root, once and until the surrounding root ends. The page's own styles stay the last, so that they win. */
export function wear(shadow: ShadowRoot, sheet: CSSStyleSheet): void {
  const sheets = shadow.adoptedStyleSheets;
  if (sheets.includes(sheet)) return;
  shadow.adoptedStyleSheets = [...sheets.slice(0, -1), sheet, ...sheets.slice(-1)];
  onEnd(() => {
    shadow.adoptedStyleSheets = shadow.adoptedStyleSheets.filter((other) => other !== sheet);
  });
}
