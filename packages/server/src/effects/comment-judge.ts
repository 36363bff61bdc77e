import type { Actor } from '@imagechat/core/access';
import type { Judge, JudgeStore, Verdict } from '@imagechat/core/ports/judges';
import type { Log } from '@imagechat/core/ports/log';
import type { Outcome, Storage, Submission } from '@imagechat/core/ports/storage';
import { textOf } from '@imagechat/core/rules/decide';
import { storageAround } from '@imagechat/core/storage-around';
import type { KeptEvent } from '@imagechat/core/veil';
import type { Operation } from '@imagechat/protocol/catalog';
import { newId } from '@imagechat/protocol/ids';
import { judgeAnswer } from './judge-answer.ts';
import { type JudgeMessage, judgeMessage, testQuestion } from './judge-message.ts';
import type { Sending, Sent } from './send-post.ts';
import { messageHeaders } from './webhook-message.ts';

/** What asking judges stands on. */
export interface CommentJudgeParts {
  readonly judges: JudgeStore;
  readonly send: (sending: Sending) => Promise<Sent>;
  /** Carries out what was said, as any operation. */
  readonly submit: (submission: Submission) => Promise<Outcome>;
  /** Says whether everybody sees a conversation. */
  readonly storage: Pick<Storage, 'thread'>;
  /** Server time in ms. */
  readonly now: () => number;
  readonly log: Log;
}

/** Questions to one tenant's judge that are open at a time, and how many more wait; beyond, it has said nothing. */
const AT_A_TIME = 20;
const WAITING = 500;

/** Who carries out what a judge said: no account, no person, as an admin towards the image. */
const judgeActor = (tenantId: string): Actor => ({
  ...{ tenantId, id: '@judge', kind: 'admin', name: 'Image Chat', groupIds: null, verified: true },
});

/** A comment to be asked about, which waits meanwhile. */
interface Case {
  readonly submission: Submission;
  readonly event: KeptEvent;
  readonly judge: Judge;
}

/**
 * Asks tenants' own programs about comments before everybody may see them. A comment that would be public is written as one that waits for a moderator, in the
 * same transaction and with the same answer as any other; then the judge is asked, and what it says is done by an operation like a moderator's. So nothing waits for it: not
 * the author's answer, not storage, no other comment but those after it in the same conversation.
 */
export class CommentJudge {
  readonly #parts: CommentJudgeParts;
  #judges: ReadonlyMap<string, Judge> = new Map();
  /** The end of the line of each conversation that has one. */
  readonly #lines = new Map<string, Promise<void>>();
  /** The newest text of a comment that is asked about, by its broadcast id. */
  readonly #newest = new Map<string, string>();
  readonly #open = new Map<string, { running: number; readonly waiting: (() => void)[] }>();

  constructor(parts: CommentJudgeParts) {
    this.#parts = parts;
  }

  /** Looks which tenants have a judge; to be called now and then, and when that changed. Never rejects. */
  async follow(): Promise<void> {
    try {
      this.#judges = new Map(await this.#parts.judges.active());
    } catch (error) {
      this.#parts.log('warn', 'judges-not-followed', { error: String(error) });
    }
  }

  /** The storage whose comments are judged. */
  over(storage: Storage): Storage {
    return storageAround(storage, { submit: (group) => this.#submit(storage, group) });
  }

  /** Asks about nothing in particular, once, and notes what it said. */
  async test(tenantId: string, judge: Judge): Promise<Verdict> {
    return await this.#ask(tenantId, judge, testQuestion(tenantId, crypto.randomUUID()));
  }

  async #submit(storage: Storage, group: readonly Submission[]): Promise<readonly Outcome[]> {
    if (this.#judges.size === 0) return storage.submit(group);
    const judges = group.map((submission) => this.#judgeOf(submission));
    const held = group.map((submission, at) => (judges[at] ? premoderated(submission) : submission));
    const outcomes = await storage.submit(held);
    outcomes.forEach((outcome, at) => {
      const [submission, judge] = [group[at], judges[at]];
      if (submission && judge && outcome.accepted && outcome.event)
        this.#line({ submission, judge, event: outcome.event });
    });
    return outcomes;
  }

  /** Who is asked about a submission: nobody about moderators' words, what is brought, and what waits or is unseen anyway. */
  #judgeOf({ actor, brings, image, operation }: Submission): Judge | undefined {
    const judge = this.#judges.get(image.tenantId);
    const isFree = !brings && !actor.premoderated && !actor.shadowed;
    const isVisitor = actor.kind === 'visitor' || actor.kind === 'user';
    return judge && isFree && isVisitor && textOf(operation) !== '' ? judge : undefined;
  }

  /** What is said in one conversation is judged in its order, so that an answer comes after what it answers. */
  #line(about: Case): void {
    const { image, operation } = about.submission;
    const conversation = JSON.stringify([image.tenantId, image.urlId, 'id' in operation ? operation.id : '']);
    this.#newest.set(commentKey(about), operation.broadcastId);
    const line = (this.#lines.get(conversation) ?? Promise.resolve())
      .then(() => this.#judge(about))
      .catch((error: unknown) => this.#parts.log('warn', 'judge-failed', { error: String(error) }))
      .finally(() => {
        if (this.#lines.get(conversation) === line) this.#lines.delete(conversation);
      });
    this.#lines.set(conversation, line);
  }

  async #judge(about: Case): Promise<void> {
    const { judge, submission } = about;
    const { image, operation } = submission;
    const key = commentKey(about);
    const isNewest = (): boolean => this.#newest.get(key) === operation.broadcastId;
    try {
      // Rewritten meanwhile: the newer text is asked about.
      if (!isNewest()) return;
      const { outcome } = await this.#ask(image.tenantId, judge, judgeMessage(submission));
      if (!isNewest()) return;
      const act = await this.#actOf(outcome, about);
      if (act)
        await this.#parts.submit({ image, actor: judgeActor(image.tenantId), site: '', operation: act });
    } finally {
      if (isNewest()) this.#newest.delete(key);
    }
  }

  /** What a verdict asks for; a refusal of it means that a moderator was faster. */
  async #actOf(outcome: Verdict['outcome'], about: Case): Promise<Operation | undefined> {
    const { event, submission } = about;
    const { image, operation } = submission;
    const id = 'id' in operation ? operation.id : '';
    const common = { broadcastId: freshId(this.#parts.now()), id, comment: { id: commentIdOf(operation) } };
    if (outcome === 'spam') return { type: 'hide-comment', ...common, as: 'spam' };
    if (outcome === 'hold' || outcome === 'failed-closed') return undefined;
    const way = wayOut(event);
    if (way === 'never') return undefined;
    const isSeen =
      way === 'own' || (await this.#parts.storage.thread(image, id, undefined, 1, { kind: 'public' }));
    return isSeen ? { type: 'approve-comment', ...common } : undefined;
  }

  async #ask(tenantId: string, judge: Judge, message: JudgeMessage): Promise<Verdict> {
    const { judges, log, now, send } = this.#parts;
    const begun = now();
    const sent = await this.#inTurn(tenantId, () => {
      const headers = messageHeaders(message, judge, now());
      return send({ url: judge.url, body: message.body, headers, mostMs: judge.mostMs });
    });
    const { said, status, why } = judgeAnswer(sent);
    const verdict: Verdict = {
      ...message.about,
      ...{ id: message.id, at: now(), tookMs: now() - begun, status, why },
      outcome: said ?? (judge.fails === 'open' ? 'failed-open' : 'failed-closed'),
    };
    try {
      await judges.note(tenantId, verdict);
    } catch (error) {
      log('warn', 'verdict-not-noted', { error: String(error) });
    }
    return verdict;
  }

  async #inTurn(tenantId: string, ask: () => Promise<Sent>): Promise<Sent> {
    const open = this.#open.get(tenantId) ?? { running: 0, waiting: [] };
    this.#open.set(tenantId, open);
    if (open.running >= AT_A_TIME) {
      if (open.waiting.length >= WAITING) return { ok: false, why: 'Too many comments at a time.' };
      await new Promise<void>((resolve) => open.waiting.push(resolve));
    } else open.running++;
    try {
      return await ask();
    } finally {
      const next = open.waiting.shift();
      if (next) next();
      else if (--open.running === 0) this.#open.delete(tenantId);
    }
  }
}

function premoderated(submission: Submission): Submission {
  return { ...submission, actor: { ...submission.actor, premoderated: true } };
}

/** How approving a comment is right: `own` when it waits with its whole conversation for the judge alone, `seen` when the conversation is public, `never` for what waited before. */
function wayOut(event: KeptEvent): 'own' | 'seen' | 'never' {
  if (event.type !== 'image-chat-updated') return 'never';
  if (event.change === 'proposed') return 'own';
  if (event.change === 'comment-proposed') return 'seen';
  if (event.change !== 'comment-revised') return 'never';
  return event.closes === undefined ? 'seen' : 'own';
}

function commentIdOf(operation: Operation): string {
  return 'comment' in operation && operation.comment ? operation.comment.id : '';
}

function commentKey({ submission: { image, operation } }: Case): string {
  return JSON.stringify([image.tenantId, image.urlId, commentIdOf(operation)]);
}

function freshId(now: number): string {
  const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  return newId({ now: () => now, random });
}
