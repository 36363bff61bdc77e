import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { type Read, signal } from '../ui/signals.ts';
import { hueOf, initials } from './initials.ts';
import type { Room } from './room.ts';

/** Who is shown. */
export interface Shown {
  readonly id: string;
  readonly name: string;
  /** The short key of their picture, if they have one. */
  readonly avatar?: string | undefined;
}

/** Somebody's picture, or the page's for everyone, or initials on a colour of their own; nothing where the page wants none. */
export function Avatar(props: { readonly room: Room; readonly of: Read<Shown> }): Child {
  const { room, of } = props;
  /** Addresses that brought no picture. */
  const gone = signal('');
  const source = (): string | undefined => {
    const { apiHost, tenantId, defaultAvatarSrc } = room.settings();
    const { avatar } = of();
    const own = avatar && `${apiHost}/v1/tenants/${tenantId}/avatars/${avatar}`;
    return own && own !== gone() ? own : defaultAvatarSrc;
  };
  const face = (): Child =>
    show(
      source,
      (src) => (
        <img
          class="face"
          part="avatar"
          alt=""
          referrerpolicy="no-referrer"
          src={src}
          onError={() => gone.set(src())}
        />
      ),
      () => () => initials(of().name),
    );
  return show(
    () => !room.settings().hideAvatars,
    () => (
      <span class="avatar" aria-hidden="true" style={() => ({ '--hue': hueOf(of().name) })}>
        {face}
      </span>
    ),
  );
}
