import type { Me, MyTenant } from '@imagechat/protocol/dashboard';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Who is signed in, and at which site they look. */
export interface Session {
  readonly me: Me & { readonly account: NonNullable<Me['account']> };
  readonly tenant: MyTenant;
  readonly chooseTenant: (id: string) => void;
  readonly signOut: () => void;
  /** Asks anew who one is and which sites there are. */
  readonly refresh: () => Promise<void>;
}

/** The session of the page around. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** The session of the page around. Throws where nobody is signed in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in');
  return session;
}

const KEY = 'imagechat-site';

/** The site one looked at the last time, while it is still one's own; else the first. */
export function rememberedTenant(tenants: readonly MyTenant[]): MyTenant | undefined {
  const id = localStorage.getItem(KEY);
  return tenants.find((tenant) => tenant.id === id) ?? tenants[0];
}

/** Remembers the site for the next time. */
export function rememberTenant(id: string): void {
  localStorage.setItem(KEY, id);
}
