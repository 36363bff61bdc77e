import type { Place } from '@imagechat/protocol/conversation';
import { make, put } from '../make.ts';
import { hear } from '../ui/hear.ts';
import { onEnd } from '../ui/signals.ts';
import { IconButton, type IconName } from '../window/icons.tsx';
import { belongsToPage } from '../window/presses.ts';
import type { Aim } from './aim.ts';
import type { Hands } from './hands.ts';

/** What the tools do beyond the picture itself. */
export interface ToolsParts {
  readonly aim: Aim;
  /** Opens the list; the focus comes back to `opener`. */
  readonly list: (opener: HTMLElement) => void;
  /** What is shown of the markers changed. */
  readonly shown: () => void;
}

/**
 * The small bar on the picture: a new conversation by keys or, where a press is the page's, by pressing; the list; what to hide. It shows
 * itself to those who point at the picture or come by Tab.
 */
export function mountTools(hands: Hands, { aim, list, shown }: ToolsParts): void {
  const { say, frame, parts, talk } = hands;
  const { image, root } = parts;
  const fresh = IconButton({
    of: 'add',
    name: '',
    part: 'new',
    onClick: ({ detail }) => begin(hands, aim, fresh, detail === 0),
  });
  const all = IconButton({ of: 'list', name: say('list'), part: 'open-list', onClick: () => list(all) });
  const hide = (name: 'resolved' | 'markers', of: IconName, words: string): HTMLElement => {
    const onClick = (): void => {
      put(button, 'aria-pressed', String(root.classList.toggle(`hide-${name}`)));
      shown();
    };
    const button = IconButton({ of, name: words, part: `hide-${name}`, 'aria-pressed': false, onClick });
    return button;
  };
  const hides = [
    hide('resolved', 'resolve', say('hideResolved')),
    hide('markers', 'markers', say('hideMarkers')),
  ];
  // Where nothing hovers the list is alone until it has the focus; the others come before it, so that it stays under the finger.
  const bar = make('div', { class: 'bar', part: 'tools' }, fresh, ...hides, all);
  frame.prepend(bar);
  onEnd(() => bar.remove());
  const isTaken = belongsToPage(image);
  const look = (): void => {
    fresh.hidden = !talk.may('create-conversation') || talk.view.status === 'refused';
    fresh.toggleAttribute('data-takes', isTaken);
    const words = say(isTaken ? 'pressHere' : 'newWindow');
    for (const name of ['aria-label', 'title']) put(fresh, name, words);
    // Never on a marker if it can be helped, and never away from under a pointer.
    if (!root.matches('.near') && !bar.matches(':focus-within'))
      bar.classList.toggle('left', [...talk.view.conversations.values()].some(isUnderTools));
  };
  onEnd(talk.subscribe(look));
  look();
  // Near is who points at the picture or at what lies on it; where nothing hovers the style sheet shows the bar always.
  // Most come while their file is still on its way, and then they are there already.
  root.classList.toggle('near', image.matches(':hover') || frame.matches(':hover'));
  for (const place of [image, frame])
    hear(place, 'pointerover pointerout', ({ type }) =>
      root.classList.toggle('near', type === 'pointerover'),
    );
}

/** In the upper right corner, as far as the tools reach on most pictures. */
function isUnderTools({ x, y }: Place): boolean {
  return x > 70 && y < 16;
}

/** A press lets one press on; a key gives one a marker that arrow keys move. */
function begin(hands: Hands, aim: Aim, button: HTMLElement, byKeys: boolean): void {
  const { talk, say, parts } = hands;
  if (aim.isOn) {
    aim.leave('escape');
    return;
  }
  put(button, 'aria-pressed', 'true');
  aim.begin({
    from: talk.draft ?? { x: 50, y: 50 },
    label: say('place'),
    words: say(byKeys ? 'placeKeys' : 'pressNow'),
    byKeys,
    stays: !byKeys && belongsToPage(parts.image),
    done: (place) => talk.press(place),
    left(why) {
      button.removeAttribute('aria-pressed');
      if (why === 'escape') button.focus({ preventScroll: true });
    },
  });
}
