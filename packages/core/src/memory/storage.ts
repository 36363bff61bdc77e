import type { Comment } from '@imagechat/protocol/comment';
import type { Cursor } from '@imagechat/protocol/cursor';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { ImageFacts } from '@imagechat/protocol/messages';
import { redacted, writtenIn } from '@imagechat/protocol/redact';
import { type Eyes, commentSeen, conversationSeen } from '../eyes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Disposer } from '../ports/disposal.ts';
import type { ImageIndex } from '../ports/image-index.ts';
import {
  MENTION_CANDIDATES,
  type Mentionable,
  type Mentions,
  foldedName,
  isInGroups,
} from '../ports/mentions.ts';
import type { PeopleStore, Person } from '../ports/people.ts';
import { type LogKeeper, type Retentions, retentionOf } from '../ports/retention.ts';
import {
  type CatchUp,
  type CommentWrite,
  type ConversationWrite,
  type Decide,
  type ImageWrite,
  type Loaded,
  type LoadedImage,
  type Outcome,
  type Snapshot,
  type Storage,
  type Submission,
  type ThreadRead,
  answerKey,
  commentsNamed,
  peopleNamed,
  takenKey,
} from '../ports/storage.ts';
import type { Removed } from '../ports/tenants.ts';
import { speakerOf } from '../rules/speaker-of.ts';
import { type KeptEvent, hushed } from '../veil.ts';
import { MemoryArchive } from './archive.ts';
import { MemoryDisposal } from './disposal.ts';
import { MemoryImageGroups } from './image-groups.ts';
import { type ImageRows, noRows } from './image-rows.ts';
import { MemoryOverview } from './overview.ts';
import type { HoldsTenants } from './tenants.ts';
import { MemoryUploadUses } from './upload-uses.ts';
import { MemoryUsage } from './usage.ts';
import { MemoryWebhooks } from './webhooks.ts';

/** Keeps everything in memory: for tests, the simulation, and trying things out. Durable as long as the process. */
export class MemoryStorage implements Storage, ImageIndex, LogKeeper, HoldsTenants, Mentions, Disposer {
  readonly #decide: Decide;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #epoch: string;
  readonly #images = new Map<string, ImageRows>();
  /** What was created is counted here with the write itself (M1). */
  /** Who is in which group, where that is to be known. */
  people: Pick<PeopleStore, 'find'> | undefined;
  readonly usage = new MemoryUsage();
  readonly groups = new MemoryImageGroups(this.#images);
  readonly #taken = new Set<string>();
  readonly archive = new MemoryArchive(this.#images, this.groups);
  readonly webhooks = new MemoryWebhooks(this.#images);
  readonly uploadUses = new MemoryUploadUses();
  readonly overview = new MemoryOverview(this.#images, this.groups);
  readonly #disposal = new MemoryDisposal(this.#images, (key) => this.#taken.delete(key));

  constructor(parts: { decide: Decide; clock: Pick<Clock, 'now'>; epoch: string }) {
    this.#decide = parts.decide;
    this.#clock = parts.clock;
    this.#epoch = parts.epoch;
    this.groups.renamed = (image, to) => this.webhooks.renamed(image, to);
  }

  async submit(group: readonly Submission[]): Promise<readonly Outcome[]> {
    const now = this.#clock.now();
    const { outcomes, writes, created } = this.#decide(this.#load(group), group, now);
    for (const write of writes) {
      this.#write(write, now);
      this.webhooks.touch(write, now);
    }
    this.usage.add(created);
    return outcomes;
  }

  async snapshot(image: ImageKey): Promise<Snapshot> {
    const rows = this.#rows(image);
    return { cursor: this.#cursor(rows), conversations: rows ? [...rows.conversations.values()] : [] };
  }

  async eventsAfter(image: ImageKey, after: Cursor, most: number): Promise<CatchUp> {
    const rows = this.#rows(image);
    const cursor = this.#cursor(rows);
    const missing = cursor.seq - after.seq;
    if (after.epoch !== this.#epoch || missing < 0 || missing > Math.min(most, rows?.log.length ?? 0)) {
      return { reset: true };
    }
    return { reset: false, cursor, events: rows && missing > 0 ? rows.log.slice(-missing) : [] };
  }

  async thread(
    image: ImageKey,
    conversationId: string,
    before: number | undefined,
    most: number,
    eyes: Eyes,
  ): Promise<ThreadRead | undefined> {
    const rows = this.#rows(image);
    const conversation = rows?.conversations.get(conversationId);
    if (!rows || !conversation || !conversationSeen(conversation, eyes)) return undefined;
    const comments: Comment[] = [];
    for (const placed of rows.comments.values()) {
      if (placed.conversationId !== conversationId) continue;
      const comment = commentSeen(placed.comment, eyes);
      if (comment && (before === undefined || comment.seq < before)) comments.push(comment);
    }
    comments.sort((a, b) => a.seq - b.seq);
    return { cursor: this.#cursor(rows), comments: comments.slice(-most), earlier: comments.length > most };
  }

  async heads(images: readonly ImageKey[]): Promise<readonly Cursor[]> {
    return images.map((image) => this.#cursor(this.#rows(image)));
  }

  async suggest(
    image: ImageKey,
    prefix: string,
    most: number,
    groupIds?: readonly string[],
  ): Promise<readonly Mentionable[]> {
    const people = Array.from(this.#rows(image)?.people ?? [], ([id, name]) => ({ id, name }));
    const folded = foldedName(prefix);
    const found = people
      .filter(({ name }) => foldedName(name).startsWith(folded))
      .sort((a, b) => (foldedName(a.name) < foldedName(b.name) ? -1 : 1));
    if (groupIds === undefined) return found.slice(0, most);
    const known = await Promise.all(
      found.slice(0, MENTION_CANDIDATES).map(({ id }) => this.people?.find(image.tenantId, id)),
    );
    return found.filter((_, at) => isIn(known[at], groupIds)).slice(0, most);
  }

  async facts(image: ImageKey): Promise<ImageFacts> {
    return this.#rows(image)?.facts ?? {};
  }

  async imageOf(tenantId: string, conversationId: string): Promise<string | undefined> {
    // Every conversation, a deleted one too, has an event that names it as long as its log was not cut.
    for (const { image, conversations, log } of this.#images.values()) {
      const isHere = conversations.has(conversationId) || log.some(({ id }) => id === conversationId);
      if (image.tenantId === tenantId && isHere) return image.urlId;
    }
    return undefined;
  }

  async trim(keep: Retentions, most: number): Promise<number> {
    const keptOf = retentionOf(keep);
    let gone = 0;
    for (const rows of this.#images.values()) {
      const { sinceMs, events } = keptOf(rows.image.tenantId);
      const young = rows.log.findIndex(({ at }) => at >= sinceMs);
      const old = young < 0 ? rows.log.length : young;
      const cut = rows.log.splice(0, Math.min(most - gone, Math.max(old, rows.log.length - events)));
      for (const { by, broadcastId } of cut) rows.answers.delete(answerKey(by, broadcastId));
      gone += cut.length;
    }
    return gone;
  }

  dispose(before: number, most: number): Promise<number> {
    return this.#disposal.dispose(before, most);
  }

  removeTenant(id: string): Removed {
    const removed = { images: 0, conversations: 0, comments: 0, events: 0 };
    for (const [key, rows] of this.#images) {
      if (!key.startsWith(`${id}/`)) continue;
      removed.images++;
      removed.conversations += rows.conversations.size;
      removed.comments += rows.comments.size;
      removed.events += rows.log.length;
      this.#images.delete(key);
    }
    for (const kind of ['conversation', 'comment'] as const)
      for (const key of this.#taken) if (key.startsWith(takenKey(kind, id, ''))) this.#taken.delete(key);
    this.groups.removeTenant(id);
    return { ...removed, ...this.usage.removeTenant(id) };
  }

  async close(): Promise<void> {
    // Nothing is held that outlives the object.
  }

  #rows(image: ImageKey): ImageRows | undefined {
    return this.#images.get(imageKeyText(image));
  }

  #cursor(rows: ImageRows | undefined): Cursor {
    return { epoch: this.#epoch, seq: rows?.head ?? 0 };
  }

  #load(group: readonly Submission[]): Loaded {
    const images = new Map<string, LoadedImage>();
    for (const { image } of group) images.set(imageKeyText(image), this.#loadImage(image, group));
    const taken = new Set<string>();
    for (const { image, operation } of group) {
      const keys = [takenKey('conversation', image.tenantId, operation.id)];
      for (const id of commentsNamed(operation)) keys.push(takenKey('comment', image.tenantId, id));
      for (const key of keys) if (this.#taken.has(key)) taken.add(key);
    }
    return { epoch: this.#epoch, images, taken };
  }

  #loadImage(image: ImageKey, group: readonly Submission[]): LoadedImage {
    const rows = this.#rows(image);
    const key = imageKeyText(image);
    const of = rows ? group.filter((submission) => imageKeyText(submission.image) === key) : [];
    const operations = of.map(({ operation }) => operation);
    const conversations = operations.map(({ id }) => id);
    const comments = operations.flatMap(commentsNamed);
    const answers = of.map(({ actor, operation }) => answerKey(actor.id, operation.broadcastId));
    return {
      head: rows?.head ?? 0,
      groups: this.groups.now(image),
      closed: this.groups.isClosed(image),
      conversations: found(rows?.conversations, conversations),
      deletedConversations: found(rows?.deletedConversations, conversations),
      comments: found(rows?.comments, comments),
      deletedComments: found(rows?.deletedComments, comments),
      people: found(rows?.people, operations.flatMap(peopleNamed)),
      answers: found(rows?.answers, answers),
    };
  }

  #write(write: ImageWrite, now: number): void {
    const key = imageKeyText(write.image);
    const rows = this.#images.get(key) ?? noRows(write.image, write.facts);
    this.#images.set(key, rows);
    rows.head = write.head;
    rows.activeAt = now;
    rows.left = false;
    for (const event of write.events) {
      rows.log.push(event);
      rows.answers.set(answerKey(event.by, event.broadcastId), { seq: event.seq, at: event.at });
      const speaker = speakerOf(event);
      if (speaker) rows.people.set(speaker.id, speaker.name);
    }
    const { tenantId } = write.image;
    for (const [id, conversation] of write.conversations) {
      this.#taken.add(takenKey('conversation', tenantId, id));
      writeConversation(rows, id, conversation, now);
    }
    for (const [id, comment] of write.comments) {
      this.#taken.add(takenKey('comment', tenantId, id));
      this.uploadUses.write(tenantId, comment.comment);
      writeComment(rows, id, comment, now);
    }
  }
}

/** What a map holds of these keys. */
function found<Value>(
  map: ReadonlyMap<string, Value> | undefined,
  keys: readonly string[],
): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const key of keys) {
    const value = map?.get(key);
    if (value !== undefined) values.set(key, value);
  }
  return values;
}

function writeConversation(
  rows: ImageRows,
  id: string,
  { conversation, deletedBy, last }: ConversationWrite,
  now: number,
): void {
  if (deletedBy !== undefined || last !== undefined) rows.conversations.delete(id);
  if (deletedBy === undefined) {
    rows.deletedConversations.delete(id);
    rows.conversations.set(id, conversation);
    return;
  }
  rows.deletedConversations.set(id, { row: conversation, at: now, by: deletedBy });
  rewriteLog(rows, (event) => (event.id === id ? redacted(event) : event));
}

function writeComment(
  rows: ImageRows,
  id: string,
  { conversationId, comment, deletedBy, hushed: isHushed }: CommentWrite,
  now: number,
): void {
  const about = (event: KeptEvent): boolean => writtenIn(event) === id;
  if (isHushed) rewriteLog(rows, (event) => (about(event) ? hushed(event, comment.by) : event));
  if (deletedBy === undefined) {
    rows.deletedComments.delete(id);
    rows.comments.set(id, { conversationId, comment });
    return;
  }
  rows.comments.delete(id);
  rows.deletedComments.set(id, { row: { conversationId, comment }, at: now, by: deletedBy });
  rewriteLog(rows, (event) => (about(event) ? redacted(event) : event));
}

function rewriteLog(rows: ImageRows, rewrite: (event: KeptEvent) => KeptEvent): void {
  for (const [at, event] of rows.log.entries()) rows.log[at] = rewrite(event);
}

function isIn(person: Person | undefined, groupIds: readonly string[]): boolean {
  return person !== undefined && isInGroups(person.groupIds, groupIds);
}
