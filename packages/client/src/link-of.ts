import type { LiveImage } from './api.ts';
import type { Follower, FollowerLink } from './follower.ts';

/** What questions about an image go over, for those that follow nothing. */
export function linkOf(image: LiveImage): FollowerLink {
  const passer = image.follow((link, followed) => {
    const it: Follower & { readonly link: FollowerLink; readonly leave: () => void } = {
      id: '',
      synced: () => undefined,
      link,
      leave: () => followed.closed(it),
    };
    return it;
  });
  passer.leave();
  return passer.link;
}
