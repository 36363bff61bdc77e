import { mountHands } from '../hands/mount-hands.ts';
import type { Child } from '../ui/jsx.ts';
import { put } from '../ui/put.ts';
import { show } from '../ui/show.ts';
import { afterwards, root as begin, untrack } from '../ui/signals.ts';
import type { WindowModule } from '../windows.ts';
import { bringExtras } from './bring-extras.ts';
import { ChatWindow } from './chat-window.tsx';
import { closeOnEscape } from './close-on-escape.ts';
import { followCursor } from './follow-cursor.ts';
import { jumpWhenThere } from './jump.ts';
import { keepEvents } from './keep-events.ts';
import { takePresses } from './presses.ts';
import { Preview } from './preview.tsx';
import { Room } from './room.ts';
import { styleSheet } from './sheet.ts';
import { tellOfMarkers } from './tell-page.ts';
import { wear } from './wear.ts';

/** Shows previews and windows of one image as its talk says; returns what takes them away. */
export const mountWindows: WindowModule['mountWindows'] = (parts) => {
  const { talk, image, root, marker } = parts;
  const shadow = root.getRootNode() as ShadowRoot;
  return begin(() => {
    wear(shadow, styleSheet());
    const room = new Room(talk);
    keepEvents(root);
    followCursor(talk, image);
    takePresses(parts);
    closeOnEscape(room, root);
    tellOfMarkers(room);
    jumpWhenThere(room, image);
    room.want = bringExtras(room, shadow);
    const isOpen = (): boolean => room.openId() !== undefined;
    afterwards(() => isOpen() && room.want());
    const all = (): Child => {
      const hands = mountHands(parts, room);
      if (hands) room.move = hands.move;
      return windows();
    };
    const windows = (): Child => [
      <Preview room={room} overlay={root} />,
      show(isOpen, () => <ChatWindow room={room} image={image} marker={marker} />),
    ];
    put(root, () => room.speech() && untrack(all), null);
  });
};
