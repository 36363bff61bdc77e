import { make } from '../make.ts';

/** Lines of the icons on a 20 × 20 grid. */
const PATHS = {
  add: 'M10 4.5v11M4.5 10h11',
  list: 'M7.5 5.5H17M7.5 10H17M7.5 14.5H17M3.5 5.5h.01M3.5 10h.01M3.5 14.5h.01',
  resolved: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M7 10.2l2.1 2.1 4-4.4',
  markers: 'M2.5 10s2.7-5 7.5-5 7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  close: 'M5 5l10 10M15 5L5 15',
} as const;

const SVG = 'http://www.w3.org/2000/svg';

/** A button that is only an icon, with its name for everyone who does not see it or wonders. */
export function iconButton(
  icon: keyof typeof PATHS,
  name: string,
  part: string,
  press: (event: MouseEvent) => void,
): HTMLButtonElement {
  const button = make('button', { type: 'button', class: 'icon', part, title: name, 'aria-label': name });
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[icon]);
  svg.append(path);
  button.append(svg);
  button.addEventListener('click', press);
  return button;
}
