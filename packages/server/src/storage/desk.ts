import type { TenantStore } from '@imagechat/core/ports/tenants';
import type { Engine } from './engine.ts';

/**
 * What the command line works with, beside running servers: everything is durable when a promise resolves. Whoever watches hears of what is submitted here when
 * a server next compares heads (R4).
 */
export interface Desk extends Pick<Engine, 'personFiles' | 'submit' | 'secret'> {
  readonly tenants: Omit<TenantStore, 'version'>;
  readonly accounts: Pick<Engine['accounts'], 'owners' | 'byLogin' | 'addLink'>;
  readonly bans: Pick<Engine['bans'], 'signOut'>;
  readonly audit: Pick<Engine['audit'], 'write'>;
  readonly usage: Pick<Engine['usage'], 'read'>;
}
