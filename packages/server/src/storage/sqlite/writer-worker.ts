import type { Account, AccountSession, LinkUse, OneTimeLink } from '@imagechat/core/ports/accounts';
import type { Act } from '@imagechat/core/ports/audit';
import type { Ban, SignOut } from '@imagechat/core/ports/bans';
import type { Renaming } from '@imagechat/core/ports/image-groups';
import type { Judge, Verdict } from '@imagechat/core/ports/judges';
import type { Challenge, Passkey, PasskeyAdded, PasskeyRemoved } from '@imagechat/core/ports/passkeys';
import type { SignIn, SignedIn } from '@imagechat/core/ports/people';
import type { Erased } from '@imagechat/core/ports/person-files';
import type { Retentions } from '@imagechat/core/ports/retention';
import type { Outcome, Submission } from '@imagechat/core/ports/storage';
import type { ApiKey, ApiSecret, NewTenant, Removed, TenantChange } from '@imagechat/core/ports/tenants';
import type { UsageTotal } from '@imagechat/core/ports/usage';
import type { Delivery, Lane, Webhook } from '@imagechat/core/ports/webhooks';
import type { ImageKey } from '@imagechat/protocol/ids';
import type { LongLogs } from '../long-logs.ts';
import { Connection, type DatabaseOptions } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { MarkKeeper } from './mark-keeper.ts';
import { Marker } from './marker.ts';
import { serve } from './worker-service.ts';
import { Writer } from './writer.ts';

/** What the writer is opened with. */
export interface WriterOptions extends DatabaseOptions {
  readonly dataDir: string;
  readonly epoch: string;
  /** Submissions in one transaction at most. */
  readonly groupSize: number;
}

/** What the writer is asked. */
export type WriterMethods = {
  submit(group: readonly Submission[]): Promise<readonly Outcome[]>;
  addTenant(tenant: NewTenant): boolean;
  changeTenant(id: string, change: TenantChange): boolean;
  addSecret(tenantId: string, secret: Omit<ApiSecret, 'revokedAt'>): boolean;
  revokeSecret(tenantId: string, id: string, at: number): boolean;
  addKey(tenantId: string, key: Omit<ApiKey, 'revokedAt'>): boolean;
  revokeKey(tenantId: string, id: string, at: number): boolean;
  removeTenant(id: string): Removed | undefined;
  signIn(signIn: SignIn): SignedIn;
  audit(act: Act): void;
  scrub(tenantId: string, id: string, mark: string): Erased;
  setGroups(image: ImageKey, groups: readonly string[] | null, at: number): void;
  setClosed(image: ImageKey, closed: boolean, at: number): void;
  rename(image: ImageKey, to: string, at: number): Renaming;
  ban(tenantId: string, ban: Ban): boolean;
  unban(tenantId: string, id: string): Ban | undefined;
  signOut(tenantId: string, signOut: SignOut): void;
  removeMember(tenantId: string, accountId: string): boolean;
  addLink(link: OneTimeLink): void;
  removeInvitation(tenantId: string, hash: string): boolean;
  useLink(hash: string, account: Account, now: number, passkey: Passkey | null): LinkUse;
  changePassword(accountId: string, passwordHash: string, keep: string | null): boolean;
  recover(hash: string, passwordHash: string, now: number): Account | undefined;
  openSession(session: AccountSession): void;
  endSession(hash: string): void;
  endOtherSessions(accountId: string, keep: string): void;
  addPasskey(passkey: Passkey): PasskeyAdded;
  renamePasskey(accountId: string, id: string, name: string): boolean;
  usePasskey(id: string, counter: number, at: number): boolean;
  removePasskey(accountId: string, id: string): PasskeyRemoved;
  addChallenge(challenge: Challenge): void;
  takeChallenge(hash: string, now: number): Challenge | undefined;
  putJudge(tenantId: string, judge: Judge): void;
  removeJudge(tenantId: string): boolean;
  noteVerdict(tenantId: string, verdict: Verdict): void;
  putWebhook(tenantId: string, webhook: Webhook): void;
  removeWebhook(tenantId: string, id: string): boolean;
  claimLanes(now: number, until: number, most: number): readonly Lane[];
  advanceLane(lane: Lane, seq: number): boolean;
  postponeLane(lane: Lane, tries: number, nextAt: number): void;
  noteDelivery(tenantId: string, webhookId: string, delivery: Delivery): void;
  saveUsage(run: string, totals: readonly UsageTotal[]): void;
  cutLogs(logs: LongLogs['logs'], keep: Retentions, most: number): number;
  dispose(before: number, most: number): number;
  mark(): void;
  prove(): void;
};

serve<WriterOptions, WriterMethods>((options) => {
  const connection = Connection.forWriting(options);
  const writer = new Writer(connection, options.epoch, Date.now);
  const { people, tenants, webhooks } = writer;
  const keeper = new MarkKeeper(connection, new Marker(options.dataDir), options.epoch);
  const groups = new GroupCommit<Submission, Outcome>(
    (group) => writer.submit(group),
    (task) => setImmediate(task),
    options.groupSize,
  );
  return {
    methods: {
      submit: (group) => groups.add(group),
      addTenant: (tenant) => tenants.add(tenant),
      changeTenant: (id, change) => tenants.change(id, change),
      addSecret: (tenantId, secret) => tenants.addSecret(tenantId, secret),
      revokeSecret: (tenantId, id, at) => tenants.revokeSecret(tenantId, id, at),
      addKey: (tenantId, key) => tenants.addKey(tenantId, key),
      revokeKey: (tenantId, id, at) => tenants.revokeKey(tenantId, id, at),
      removeTenant: (id) => tenants.remove(id),
      ...accountMethods(writer),
      ...judgeMethods(writer),
      signIn: (signIn) => people.signIn(signIn),
      audit: (act) => people.audit(act),
      scrub: (tenantId, id, mark) => people.scrub(tenantId, id, mark),
      setGroups: (image, groups, at) => people.setGroups(image, groups, at),
      setClosed: (image, closed, at) => people.setClosed(image, closed, at),
      rename: (image, to, at) => people.rename(image, to, at),
      ban: (tenantId, ban) => people.ban(tenantId, ban),
      unban: (tenantId, id) => people.unban(tenantId, id),
      signOut: (tenantId, signOut) => people.signOut(tenantId, signOut),
      putWebhook: (tenantId, webhook) => webhooks.put(tenantId, webhook),
      removeWebhook: (tenantId, id) => webhooks.remove(tenantId, id),
      claimLanes: (now, until, most) => webhooks.claim(now, until, most),
      advanceLane: (lane, seq) => webhooks.advance(lane, seq),
      postponeLane: (lane, tries, nextAt) => webhooks.postpone(lane, tries, nextAt),
      noteDelivery: (tenantId, id, delivery) => webhooks.note(tenantId, id, delivery),
      saveUsage: (run, totals) => writer.saveUsage(run, totals),
      cutLogs: (logs, keep, most) => writer.cutLogs(logs, keep, most),
      dispose: (before, most) => writer.dispose(before, most),
      mark: () => keeper.mark(),
      prove: () => writer.prove(),
    },
    close: () => {
      groups.flush();
      closeMarked(keeper, connection);
    },
  };
});

/** Who signs in to the dashboard, and how. */
function accountMethods({
  accounts,
  passkeys,
}: Writer): Pick<
  WriterMethods,
  | 'removeMember'
  | 'addLink'
  | 'removeInvitation'
  | 'useLink'
  | 'changePassword'
  | 'recover'
  | 'openSession'
  | 'endSession'
  | 'endOtherSessions'
  | 'addPasskey'
  | 'renamePasskey'
  | 'usePasskey'
  | 'removePasskey'
  | 'addChallenge'
  | 'takeChallenge'
> {
  return {
    removeMember: (tenantId, accountId) => accounts.removeMember(tenantId, accountId),
    addLink: (link) => accounts.addLink(link),
    removeInvitation: (tenantId, hash) => accounts.removeInvitation(tenantId, hash),
    useLink: (hash, account, now, passkey) => accounts.useLink(hash, account, now, passkey),
    changePassword: (accountId, hash, keep) => accounts.changePassword(accountId, hash, keep),
    recover: (hash, passwordHash, now) => accounts.recover(hash, passwordHash, now),
    openSession: (session) => accounts.openSession(session),
    endSession: (hash) => accounts.endSession(hash),
    endOtherSessions: (accountId, keep) => accounts.endOtherSessions(accountId, keep),
    addPasskey: (passkey) => passkeys.add(passkey),
    renamePasskey: (accountId, id, name) => passkeys.rename(accountId, id, name),
    usePasskey: (id, counter, at) => passkeys.use(id, counter, at),
    removePasskey: (accountId, id) => passkeys.remove(accountId, id),
    addChallenge: (challenge) => passkeys.addChallenge(challenge),
    takeChallenge: (hash, now) => passkeys.takeChallenge(hash, now),
  };
}

/** Programs that are asked about comments. */
function judgeMethods({ judges }: Writer): Pick<WriterMethods, 'putJudge' | 'removeJudge' | 'noteVerdict'> {
  return {
    putJudge: (tenantId, judge) => judges.put(tenantId, judge),
    removeJudge: (tenantId) => judges.remove(tenantId),
    noteVerdict: (tenantId, verdict) => judges.note(tenantId, verdict),
  };
}

function closeMarked(keeper: MarkKeeper, connection: Connection): void {
  try {
    keeper.mark();
  } finally {
    connection.close();
  }
}
