import { loginOffer } from '@imagechat/client/login-offer';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import type { Room } from './room.ts';

/** The way to log in that the page offers, to visitors it did not name; nothing without one. */
export function Login(props: { readonly room: Room }): Child {
  const { room } = props;
  const words = { class: 'text-button', part: 'log-in' } as const;
  return show(
    () => loginOffer(room.settings().given.sso, room.actor()),
    (offer) => (
      <p class="note log-in">
        {() => {
          const { loginURL, loginCallback } = offer();
          return loginCallback ? (
            <button type="button" {...words} onClick={loginCallback}>
              {room.say('logIn')}
            </button>
          ) : (
            <a href={loginURL ?? ''} target="_top" {...words}>
              {room.say('logIn')}
            </a>
          );
        }}
      </p>
    ),
  );
}
