import { mountHands } from '../hands/mount-hands.ts';
import type { Child } from '../ui/jsx.ts';
import { put } from '../ui/put.ts';
import { show } from '../ui/show.ts';
import { afterwards, root as begin, onEnd, untrack } from '../ui/signals.ts';
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

/** Shows previews and windows of one image as its talk says; returns what takes them away. */
export const mountWindows: WindowModule['mountWindows'] = (parts) => {
  const { talk, image, root, marker } = parts;
  const shadow = root.getRootNode() as ShadowRoot;
  const sheet = styleSheet();
  // The page's own styles stay the last, so that they win.
  const sheets = shadow.adoptedStyleSheets;
  shadow.adoptedStyleSheets = [...sheets.slice(0, -1), sheet, ...sheets.slice(-1)];
  return begin(() => {
    const room = new Room(talk);
    onEnd(keepEvents(root));
    onEnd(followCursor(talk, image));
    onEnd(takePresses(parts));
    onEnd(closeOnEscape(room, root));
    tellOfMarkers(room);
    jumpWhenThere(room, image);
    room.want = bringExtras(room, shadow);
    onEnd(() => {
      shadow.adoptedStyleSheets = shadow.adoptedStyleSheets.filter((other) => other !== sheet);
    });
    const isOpen = (): boolean => room.openId() !== undefined;
    afterwards(() => isOpen() && room.want());
    const all = (): Child => {
      const hands = mountHands(parts, room);
      onEnd(() => hands?.stop());
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
