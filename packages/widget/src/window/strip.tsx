import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import type { Read } from '../ui/signals.ts';
import { DRAFT, type Room } from './room.ts';

/** On a phone: the marker and what lies around it, above the conversation that hides the picture. */
export function Strip(props: {
  readonly room: Room;
  readonly id: Read<string>;
  readonly image: HTMLImageElement;
}): Child {
  const { room, id, image } = props;
  const place = () => (id() === DRAFT ? room.draft() : room.view().conversations.get(id()));
  return (
    <div class="strip" aria-hidden="true">
      {show(place, (at) => (
        <div
          class="around"
          style={() => ({
            '--x': at().x / 100,
            '--y': at().y / 100,
            '--ratio': image.naturalHeight / image.naturalWidth || 1,
            '--square': room.settings().chatSquarePercentage,
          })}
        >
          <img
            alt=""
            crossorigin={image.crossOrigin ?? undefined}
            referrerpolicy={image.referrerPolicy || undefined}
            src={image.currentSrc || image.src}
          />
          <i />
        </div>
      ))}
    </div>
  );
}
