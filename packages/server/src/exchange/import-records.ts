import type { Actor } from '@imagechat/core/access';
import { readMarkup } from '@imagechat/core/markup/read-markup';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { Files } from '@imagechat/core/ports/files';
import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import type { PeopleStore } from '@imagechat/core/ports/people';
import type { Brought, Outcome, Submission } from '@imagechat/core/ports/storage';
import type { TenantSettings } from '@imagechat/core/tenant-settings';
import type { Operation } from '@imagechat/protocol/catalog';
import type { ImportedRecord, RecordOutcome } from '@imagechat/protocol/exchange';
import type { ImageFacts } from '@imagechat/protocol/messages';
import { type Decoded, decode } from '@imagechat/protocol/schemas/decode';
import { isDomain } from '../identity/domains.ts';
import { avatarKey } from '../identity/person-marks.ts';
import { readSettings } from '../identity/settings.ts';
import { fixedUuid } from './fixed-uuid.ts';
import { idIn, mentionsIn, renamer } from './foreign-ids.ts';
import { type BroughtType, RECORDS, type RecordOf, isBroughtType } from './record-schemas.ts';

/** What an import writes to. */
export interface ImportParts {
  readonly submit: (submission: Submission) => Promise<Outcome>;
  readonly people: Pick<PeopleStore, 'find' | 'signIn'>;
  readonly bans: Pick<BanStore, 'ban'>;
  readonly groups: Pick<ImageGroups, 'setGroups' | 'setClosed'>;
  readonly files: Pick<Files, 'get' | 'put'>;
  /** Sets what was set about another tenant about this one; domains are added to those there are. */
  readonly changeTenant: (brought: BroughtTenant) => Promise<void>;
  /** Server time in ms. */
  readonly now: () => number;
}

/** What of another tenant's own is understood here. */
export interface BroughtTenant {
  readonly domains: readonly string[];
  readonly settings: Partial<TenantSettings>;
}

/** What became of a record, without which one it was. */
type Done = { readonly outcome: RecordOutcome; readonly why?: string };

/** Records that storage keeps in the order in which they are sent. */
const SAID: ReadonlySet<string> = new Set(['conversation', 'comment', 'opening']);

const IMPORTED: Done = { outcome: 'imported' };
const THERE: Done = { outcome: 'there' };
const refused = (why: string): Done => ({ outcome: 'refused', why });

/**
 * Brings records of a file into a tenant, in their order, and says of each what became of it. A part of a file begins with its head and with the image whose
 * records follow. Doing it again changes nothing. Rejects when the engine cannot read or write.
 */
export class Importer {
  readonly #parts: ImportParts;
  readonly #tenantId: string;
  readonly #facts = new Map<string, ImageFacts>();
  readonly #afterwards: (() => Promise<void>)[] = [];
  #from: string;

  constructor(parts: ImportParts, tenantId: string) {
    this.#parts = parts;
    this.#tenantId = tenantId;
    this.#from = tenantId;
  }

  /** In their order, as a comment needs its conversation; what is said is sent at once, so that it is decided in groups. */
  async bring(records: readonly unknown[]): Promise<readonly ImportedRecord[]> {
    const all: Promise<ImportedRecord>[] = [];
    for (const record of records) {
      const done = this.#one(record);
      all.push(done);
      if (!SAID.has(idIn(record).type)) await done;
    }
    const done = await Promise.all(all);
    for (const act of this.#afterwards.splice(0)) await act();
    return done;
  }

  async #one(record: unknown): Promise<ImportedRecord> {
    const { id, type } = idIn(record);
    if (type === 'end') return { type, id, outcome: 'there' };
    if (!isBroughtType(type)) return { type, id, ...refused('This server knows no such record.') };
    const read = decode(RECORDS[type] as never, record) as Decoded<RecordOf<BroughtType>>;
    if (!read.ok) return { type, id, ...refused(read.refusal.message) };
    return { type, id, ...(await this.#bringOne(type, read.value)) };
  }

  #bringOne<Type extends BroughtType>(type: Type, record: RecordOf<BroughtType>): Promise<Done> {
    // The map's type ties each way to its record; a union index cannot express that correlation.
    const way = this.#ways[type] as (record: RecordOf<BroughtType>) => Promise<Done>;
    return way(record);
  }

  readonly #ways: { readonly [Type in BroughtType]: (record: RecordOf<Type>) => Promise<Done> } = {
    'imagechat-export': async ({ tenantId }) => {
      this.#from = tenantId;
      return IMPORTED;
    },
    tenant: (record) => this.#tenant(record),
    person: (record) => this.#person(record),
    ban: async ({ actorId, by, ...ban }) => {
      if (ban.until !== null && ban.until <= this.#parts.now()) return refused('This ban is over.');
      const subject = { kind: 'actor', actorId: this.#named(actorId) } as const;
      return (await this.#parts.bans.ban(this.#tenantId, { ...ban, subject, by })) ? IMPORTED : THERE;
    },
    image: async ({ closed, groups, urlId, ...facts }) => {
      const image = { tenantId: this.#tenantId, urlId };
      this.#facts.set(urlId, facts);
      // Afterwards: its row comes with what is said on it, and knows then what was told of it.
      this.#afterwards.push(async () => {
        if (groups !== null) await this.#parts.groups.setGroups(image, groups, this.#parts.now());
        if (closed) await this.#parts.groups.setClosed(image, true, this.#parts.now());
      });
      return IMPORTED;
    },
    conversation: ({ by, id, name, urlId, x, y, ...state }) => {
      const operation = { type: 'create-conversation', broadcastId: this.#idOf('c', id), id, x, y } as const;
      return this.#submit(urlId, { by, name }, operation, { what: 'conversation', ...state });
    },
    comment: (record) => this.#comment(record),
    opening: ({ conversationId: id, opening, urlId }) => {
      const operation = { type: 'restore-conversation', broadcastId: this.#idOf('o', id), id } as const;
      const own = opening && { ...opening, by: this.#named(opening.by) };
      return this.#submit(urlId, { by: 'import', name: 'Import' }, operation, {
        what: 'opening',
        opening: own,
      });
    },
    upload: async ({ bytes, id }) => {
      const name = { tenantId: this.#tenantId, id };
      const picture = Uint8Array.fromBase64(bytes);
      const hash = new Bun.CryptoHasher('sha256').update(picture).digest('base64url');
      if (!id.startsWith(`${hash}-`)) return refused('This is not the picture its id says.');
      if (await this.#parts.files.get(name)) return THERE;
      await this.#parts.files.put(name, picture);
      return IMPORTED;
    },
  };

  /** Afterwards: what limits a tenant is not to slow down what comes with it. */
  async #tenant({ domains, settings }: RecordOf<'tenant'>): Promise<Done> {
    const known = readSettings(settings);
    const good = domains.map((domain) => domain.trim().toLowerCase()).filter(isDomain);
    this.#afterwards.push(() => this.#parts.changeTenant({ domains: good, settings: known }));
    const strange = [
      ...Object.keys(settings).filter((name) => !(name in known)),
      ...domains.filter((domain) => !good.includes(domain.trim().toLowerCase())),
    ];
    return strange.length === 0
      ? IMPORTED
      : { outcome: 'imported', why: `Not understood here: ${strange.join(', ')}.` };
  }

  async #person({ avatar, id, signedAt, updatedAt, ...profile }: RecordOf<'person'>): Promise<Done> {
    const own = this.#named(id);
    const before = await this.#parts.people.find(this.#tenantId, own);
    if (before && before.signedAt >= signedAt) return THERE;
    await this.#parts.people.signIn({
      ...{ tenantId: this.#tenantId, id: own, profile: { ...profile, avatar }, signedAt, at: updatedAt },
      ...{ avatarKey: avatar === null ? null : avatarKey(avatar), addressHash: null },
    });
    return IMPORTED;
  }

  /** What its marks say is read anew from its text, whatever the file says; whom it mentions is taken from there. */
  #comment({
    body,
    by,
    conversationId,
    id,
    name,
    replyTo,
    text,
    urlId,
    ...rest
  }: RecordOf<'comment'>): Promise<Done> {
    const { avatar, depth, reactions, shown, status, ...times } = rest;
    const mentions = mentionsIn(body).map((each) => ({ ...each, id: this.#named(each.id) }));
    const read = readMarkup(text, mentions);
    const comment = {
      ...times,
      ...(read ? { body: read } : {}),
      ...(depth === undefined ? {} : { depth }),
      ...(reactions?.length
        ? { reactions: reactions.map((each) => ({ ...each, by: each.by.map((one) => this.#named(one)) })) }
        : {}),
      ...(status === undefined ? {} : { status }),
      ...(shown === undefined ? {} : { shown }),
    };
    const words = { id, text, ...(replyTo === undefined ? {} : { replyTo }) };
    const broadcastId = this.#idOf('m', id);
    const operation = { type: 'add-comment', broadcastId, id: conversationId, comment: words } as const;
    const who = { by, name, ...(avatar === undefined ? {} : { avatar }) };
    return this.#submit(urlId, who, operation, { what: 'comment', comment });
  }

  async #submit(
    urlId: string,
    { avatar, by, name }: { readonly by: string; readonly name: string; readonly avatar?: string },
    operation: Operation,
    brings: Brought,
  ): Promise<Done> {
    const tenantId = this.#tenantId;
    const face = avatar === undefined ? {} : { avatar };
    const who = { tenantId, id: this.#named(by), name, ...face, groupIds: null, verified: true };
    const actor: Actor = { ...who, kind: 'admin' };
    const facts = this.#facts.get(urlId);
    const image = { tenantId, urlId };
    const outcome = await this.#parts.submit({
      ...{ image, actor, site: '', operation, brings },
      ...(facts ? { facts } : {}),
    });
    if (!outcome.accepted) {
      if (outcome.refusal.retry) throw new Error(outcome.refusal.message);
      return refused(outcome.refusal.message);
    }
    return outcome.event ? IMPORTED : THERE;
  }

  /** Users of the tenant that was exported are this one's here. */
  #named(actorId: string): string {
    return renamer(this.#from, this.#tenantId)(actorId);
  }

  /** Always the same for the same record, so that it takes effect once (O2). */
  #idOf(kind: string, id: string): string {
    return fixedUuid(`import ${kind} ${this.#from} ${id}`);
  }
}
