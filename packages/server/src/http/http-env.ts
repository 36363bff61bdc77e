import type { Hub } from '@imagechat/core/hub';
import type { Archive } from '@imagechat/core/ports/archive';
import type { AuditLog } from '@imagechat/core/ports/audit';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { Clock } from '@imagechat/core/ports/clock';
import type { Identity } from '@imagechat/core/ports/identity';
import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import type { ImageIndex } from '@imagechat/core/ports/image-index';
import type { Limiter } from '@imagechat/core/ports/limiter';
import type { Log } from '@imagechat/core/ports/log';
import type { Mentions } from '@imagechat/core/ports/mentions';
import type { Meter } from '@imagechat/core/ports/meter';
import type { PeopleStore } from '@imagechat/core/ports/people';
import type { PersonFiles } from '@imagechat/core/ports/person-files';
import type { Storage } from '@imagechat/core/ports/storage';
import type { TenantStore } from '@imagechat/core/ports/tenants';
import type { UsageStore } from '@imagechat/core/ports/usage';
import type { ApiKeys } from '../identity/api-keys.ts';
import type { SignIn } from '../identity/sign-in.ts';
import type { StreamChannel } from '../live/stream-channel.ts';
import type { Requester } from '../requester.ts';
import type { UploadParts } from './upload-parts.ts';

/** What every route finds in its context: where the request comes from. */
export interface HttpEnv {
  Bindings: Requester;
  Variables: {
    /** The tenant one of whose API keys was shown and is good. */
    tenantOfKey?: string;
  };
}

/** What the API's routes stand on. */
export interface ApiParts {
  readonly hub: Pick<Hub, 'submit' | 'snapshot' | 'thread' | 'refusesReading' | 'revoke' | 'renamed'>;
  readonly identity: Identity;
  readonly signIn: SignIn;
  readonly people: PeopleStore;
  readonly bans: BanStore;
  readonly groups: ImageGroups;
  readonly audit: AuditLog;
  /** Where the engine has them. */
  readonly personFiles: PersonFiles;
  /** Salts addresses. */
  readonly secret: string;
  readonly mentions: Mentions;
  readonly uploads: UploadParts;
  readonly keys: ApiKeys;
  readonly archive: Archive;
  readonly storage: Pick<Storage, 'snapshot'>;
  readonly tenants: TenantStore;
  /** To be called once something of a tenant was changed here: live connections follow at once. */
  readonly tenantChanged: (tenantId: string) => void;
  readonly index: ImageIndex;
  readonly usage: Pick<UsageStore, 'read'>;
  readonly meter: Pick<Meter, 'apiAsked'>;
  readonly limiter: Limiter;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly streams: StreamChannel;
}
