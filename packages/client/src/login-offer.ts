import type { ActorInfo } from '@imagechat/protocol/actor';

/** Where a visitor whom nobody named can log in: an address, or a function of the page. */
export interface LoginOffer {
  readonly loginURL?: string;
  readonly loginCallback?: () => void;
}

/**
 * The offer to make to a visitor, from the page's `sso` option: only while nobody is logged in, and only addresses a link may have
 * (`http:`, `https:`, relative ones).
 */
export function loginOffer(sso: unknown, actor: ActorInfo | null): LoginOffer | undefined {
  if (typeof sso !== 'object' || sso === null || actor?.verified) return undefined;
  const { loginURL, loginCallback } = sso as Readonly<Record<string, unknown>>;
  if (typeof loginCallback === 'function') return { loginCallback: () => void loginCallback() };
  const isAddress = typeof loginURL === 'string' && !/^\s*(?!https?:)[a-z][a-z0-9+.-]*:/i.test(loginURL);
  return isAddress ? { loginURL } : undefined;
}
