import type {
  Client,
  ImageView,
  LiveImage,
  Submitted,
  ViewComment,
  ViewConversation,
} from '@imagechat/client/api';
import { openThread } from '@imagechat/client/thread';
import type { Action, ActorInfo } from '@imagechat/protocol/actor';
import type { Place } from '@imagechat/protocol/conversation';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { LineWord } from '../line.ts';
import { storage } from '../storage.ts';
import type { Talk } from '../talk.ts';
import type { PictureKey } from '../text/en.ts';
import type { WindowKey } from '../text/en-window.ts';
import type { Values } from '../text/say.ts';
import type { TimeWords } from '../text/time-words.ts';
import { fromOutside } from '../ui/from-outside.ts';
import { type Read, afterwards, batch, memo, onEnd, signal, untrack } from '../ui/signals.ts';
import { Desks, type Failure, type Tried } from './desks.ts';
import { Edits } from './edits.ts';
import type { Extras } from './extras.ts';
import { followDark } from './follow-dark.ts';
import { type KeptDraft, KeptDrafts } from './kept-drafts.ts';
import { KeptThreads } from './kept-threads.ts';
import { whenArrived } from './late.ts';
import { linkTo } from './link.ts';
import { type People, mentionsIn } from './mentioned.ts';
import { Notices } from './notices.ts';
import { ReadMarks } from './read-marks.ts';
import { type Speech, createSpeech } from './speech.ts';
import { spokenName } from './spoken-name.ts';
import { commentOf, tellOfSuccess } from './tell-page.ts';
import { type WindowSettings, windowSettings } from './window-settings.ts';

/** Key of the conversation that is not sent yet, as in the talk. */
export const DRAFT = '';

const NAME_KEY = 'imagechat:name';

/** The talk as signals, with what only windows need: texts being written, and sending them. Made inside a root of signals. */
export class Room {
  readonly talk: Talk;
  readonly live: LiveImage;
  readonly client: Client;
  readonly desks = new Desks();
  readonly edits = new Edits();
  readonly threads: KeptThreads;
  readonly notices = new Notices();
  /** Who was chosen to be mentioned, or is. */
  readonly people: People = new Map();
  /** Lets one choose another place for a marker; whoever knows how says so. */
  move: (id: string) => void = () => undefined;
  /** What windows have besides reading and writing, once somebody asked for it by `want`. */
  readonly extras = signal<Extras | undefined>(undefined);
  want: () => void = () => undefined;
  readonly view: Read<ImageView>;
  readonly actor: Read<ActorInfo | null>;
  readonly settings: Read<WindowSettings>;
  readonly line: Read<LineWord | undefined>;
  readonly openId: Read<string | undefined>;
  readonly draft: Read<Place | undefined>;
  /** The name in the field, before one has introduced oneself. */
  readonly name = signal(storage.get(NAME_KEY) ?? '');
  /** How it is spoken now. What is drawn asks once, so everything is drawn anew when this changes. */
  readonly speech: Read<Speech>;
  readonly #marks: ReadMarks;
  /** The name that was told last. */
  #naming: Promise<Refusal | undefined> | undefined;
  /** What stops waiting for a try that was given up, by desk. */
  readonly #late = new Map<string, () => void>();
  /** Desks whose text the page has not let go yet. */
  readonly #asked = new Set<string>();

  constructor(talk: Talk) {
    this.talk = talk;
    this.live = talk.live;
    this.client = talk.client;
    this.threads = new KeptThreads((id) => openThread(talk.live, id));
    onEnd(() => this.threads.stop());
    const { apiHost, tenantId } = talk.settings;
    const key = (what: string): string => `imagechat:${what}:${apiHost}:${tenantId}:${talk.live.urlId}`;
    this.#marks = new ReadMarks(storage, key('read'));
    const outside = fromOutside(talk);
    this.view = outside(() => talk.view);
    this.actor = outside(() => talk.actor);
    const settings = outside(() => talk.settings);
    this.settings = memo(() => windowSettings(settings()));
    const language = outside(() => talk.language);
    const own = memo(() => settings().translations);
    this.speech = memo(() => createSpeech(language(), talk.phrases, own()));
    this.line = outside(() => talk.line);
    this.openId = outside(() => talk.openId);
    this.draft = outside(() => talk.draft);
    talk.learn({ hasWords: () => this.desks.at(DRAFT).text.trim() !== '' });
    followDark((dark) => talk.learn({ dark }));
    afterwards(() => {
      const { say } = this.speech();
      talk.learn({ spoken: (conversation, unread) => spokenName(say, conversation, unread) });
    });
    this.#keepDrafts(new KeptDrafts(storage, key('drafts')));
    this.#begin();
    const isLive = outside(() => talk.client.connection.is === 'live' && navigator.onLine);
    afterwards(() => {
      if (isLive()) untrack(() => this.desks.lineIsBack(this.say('failed')));
    });
    onEnd(() => {
      for (const stop of this.#late.values()) stop();
    });
  }

  /** The newest seq of a conversation that was read before. */
  readTo(id: string): number {
    return this.#marks.readTo({ id });
  }

  /** The conversation was looked at as it is now. */
  see(conversation: ViewConversation): void {
    if (!conversation.pending) this.#marks.mark(conversation);
  }

  /** What was not sent when the page was left is there again. */
  #keepDrafts(drafts: KeptDrafts): void {
    for (const [key, { text, place, replyTo, mentions = [] }] of drafts.read()) {
      if (key === DRAFT && !this.talk.may('create-conversation')) continue;
      for (const one of mentions) this.people.set(one.name, one);
      this.desks.put(key, { text, replyTo });
      if (place) this.talk.handBack(key, place);
    }
    afterwards(() => {
      const unsent = [...this.desks.unsent(this.draft())];
      drafts.write(
        new Map(unsent.map(([key, it]) => [key, { ...it, ...mentionsIn(it.text, this.people) }] as const)),
      );
    });
  }

  /** With the first snapshot it is known what was read before. */
  #begin(): void {
    const ready = memo(() => this.view().status === 'ready');
    afterwards(() => {
      if (!ready()) return;
      this.#marks.begin(untrack(this.view).conversations.values());
      this.talk.learn({ isUnread: (conversation) => this.#marks.isUnread(conversation) });
    });
  }

  /** A sentence of the windows or of the picture. */
  readonly say = (key: WindowKey | PictureKey, values?: Values): string => this.speech().say(key, values);

  /** Its ways of saying when something was. */
  get times(): TimeWords {
    return this.speech().times;
  }

  /** Whether one may do this to what `madeBy` made (oneself when absent). */
  may(action: Action, madeBy?: string): boolean {
    this.actor();
    this.settings();
    return this.talk.may(action, madeBy);
  }

  close(): void {
    this.talk.show(undefined);
    if (!this.draft()) this.desks.put(DRAFT, { text: '', failure: undefined });
  }

  /** The name field changed. */
  typeName(name: string): void {
    this.name.set(name);
    this.desks.put(this.openId() ?? DRAFT, { failure: undefined });
  }

  /** Sends what is on a desk, shown at once; a text that does not arrive comes back with words. */
  send(key: string): void {
    const { text } = this.desks.at(key);
    if (!text.trim()) return;
    const failure = this.#introduce();
    const place = this.talk.draft;
    if (failure) this.desks.put(key, { failure });
    else if (key !== DRAFT) this.#askPage(key, text, () => this.#sendReply(key, text));
    else if (place) this.#askPage(key, text, () => this.#sendFirst(place, text));
  }

  /** The page may let a comment go, at once or later, or keep it; what was changed meanwhile is another one. */
  #askPage(key: string, text: string, send: () => unknown): void {
    const { onCommentSubmitStart } = this.settings();
    if (!onCommentSubmitStart) {
      send();
      return;
    }
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    const answer = (goes: boolean) => (): void => {
      if (this.#asked.delete(key) && goes && this.desks.at(key).text === text) send();
    };
    onCommentSubmitStart(commentOf(this.talk, key, { text: text.trim() }), answer(true), answer(false));
  }

  /** Waits for an operation that has no text of its own; the window says what went wrong. */
  async submit(submitted: Submitted, before?: ViewComment): Promise<boolean> {
    const words = await this.outcome(submitted, before);
    this.notices.tell(words === undefined ? undefined : { words, bad: true });
    return words === undefined;
  }

  /** Copies the address of this page with a conversation in it; where the browser does not let us, the address is there to be copied. */
  async copyLink(id: string): Promise<void> {
    const link = linkTo(id, location.href);
    try {
      await navigator.clipboard.writeText(link);
      this.notices.tell({ words: this.say('copied') });
    } catch {
      this.notices.tell({ words: link, bad: true });
    }
  }

  /** Waits for an operation that has no text of its own; answers what went wrong. */
  async outcome({ result, operation }: Submitted, before?: ViewComment): Promise<string | undefined> {
    const ended = await result;
    if (ended.ok) tellOfSuccess(this.talk, operation, before);
    return ended.ok ? undefined : this.explain(ended.refusal);
  }

  /** What is written next answers this comment, or what it answers itself where answers go no deeper. */
  answer(id: string, { id: commentId, replyTo, depth = 0 }: ViewComment): void {
    const isDeepest = depth >= this.settings().maxReplyDepth;
    this.desks.put(id, { replyTo: isDeepest ? replyTo : commentId, failure: undefined });
  }

  /** Deletes a comment, which can be taken back; if it is refused, the comment is there again and the window says so. */
  async deleteOne(id: string, commentId: string): Promise<void> {
    const before = this.threads.find(id, commentId);
    if (await this.submit(this.live.deleteComment(id, commentId), before))
      this.#offerUndo('deletedComment', () => this.live.restoreComment(id, commentId));
  }

  /** The same with a conversation. */
  async deleteAll(id: string): Promise<void> {
    if (await this.submit(this.live.deleteConversation(id)))
      this.#offerUndo('gone', () => this.live.restoreConversation(id));
    else this.talk.show(id);
  }

  #offerUndo(words: WindowKey, undo: () => Submitted): void {
    const press = (): unknown => this.submit(undo());
    this.notices.tell({ words: this.say(words), act: { name: this.say('undo'), press } });
  }

  /** Somebody deleted what one was answering: the answer becomes a new conversation in the same place. */
  rescue(id: string, place: Place): void {
    const edited = this.edits.takeLost(id, [], () => true);
    const text = [this.desks.at(id).text, ...edited].filter((it) => it.trim()).join('\n\n');
    if (!text) return;
    batch(() => {
      this.desks.put(id, { text: '', failure: undefined });
      this.desks.giveBack(DRAFT, text, { words: this.say('goneText'), again: false });
      this.talk.press(place);
    });
  }

  /** Somebody deleted a comment that one was changing: the text is where one writes. */
  rescueEdits(id: string, comments: readonly ViewComment[], isKnown: (seq: number) => boolean): void {
    for (const text of this.edits.takeLost(id, comments, isKnown))
      this.desks.giveBack(id, text, { words: this.say('goneComment'), again: false });
  }

  /** Why something did not go through; `otherwise` where there is no more to say. */
  explain(refusal: Refusal, otherwise: WindowKey = 'failedChange'): string {
    return this.#explain(refusal, otherwise).words;
  }

  #explain({ code, retryAfterMs = 1000 }: Refusal, otherwise: WindowKey): Failure {
    switch (code) {
      case 'offline':
        return { words: this.say('offline'), again: true, offline: true };
      case 'rate-limited':
        return { words: this.say('tooFast', { n: Math.ceil(retryAfterMs / 1000) }), again: true };
      case 'name-needed':
        return { words: this.say('nameNeeded'), again: false };
      case 'not-allowed':
      case 'banned':
      case 'locked':
        return { words: this.say('notAllowed'), again: false };
      default:
        return { words: this.say(otherwise), again: true };
    }
  }

  /** Resolves once the server knows one's name; the words where there is none, or it was refused. */
  async introduced(): Promise<string | undefined> {
    const failure = this.#introduce();
    if (failure) return failure.words;
    const refusal = await this.#naming;
    return refusal && this.#explain(refusal, 'failed').words;
  }

  /** The name is asked once and remembered. What is said under it is shown at once and waits in the client for the server's word. */
  #introduce(): Failure | undefined {
    if (this.talk.actor?.name) return undefined;
    const name = this.name().trim();
    if (!name) return { words: this.say('nameNeeded'), again: false };
    this.#naming = this.client.setName(name).then((refusal) => {
      if (!refusal) storage.set(NAME_KEY, name);
      return refusal;
    });
    return undefined;
  }

  async #sendReply(key: string, text: string): Promise<void> {
    const { replyTo } = this.desks.at(key);
    const draft = { text, replyTo };
    const submitted =
      this.#same(key, draft) ??
      this.live.addComment(key, text, { ...(replyTo && { replyTo }), ...mentionsIn(text, this.people) });
    this.#leaveDesk(key, draft);
    const ended = await submitted.result;
    if (ended.ok) {
      this.desks.settle(key);
      tellOfSuccess(this.talk, submitted.operation, undefined);
    } else this.#takeBack(key, { submitted, ...draft }, ended.refusal);
  }

  /** The new conversation is shown as if it were there already; refused, it is the unsent one again. */
  async #sendFirst(place: Place, text: string): Promise<void> {
    const submitted =
      this.#same(DRAFT, { text, place }) ??
      this.live.createConversation(place, text, mentionsIn(text, this.people));
    batch(() => {
      // What fails at once comes back in the same turn; left here, it would be there twice.
      this.#leaveDesk(DRAFT, { text, place });
      if (this.live.view.conversations.has(submitted.id)) this.talk.posted(submitted.id);
    });
    const ended = await submitted.result;
    if (ended.ok) {
      this.desks.settle(DRAFT);
      tellOfSuccess(this.talk, submitted.operation, undefined);
      return;
    }
    batch(() => {
      this.talk.handBack(submitted.id, place);
      this.#takeBack(DRAFT, { submitted, text, place }, ended.refusal);
    });
  }

  /** Asks the last try once more if nothing about it was changed: it may have arrived, and must not be said twice. */
  #same(key: string, { text, place, replyTo }: KeptDraft): Submitted | undefined {
    const { tried } = this.desks.at(key);
    if (tried?.text.trim() !== text.trim() || tried.replyTo !== replyTo) return undefined;
    if (tried.place?.x !== place?.x || tried.place?.y !== place?.y) return undefined;
    return this.live.again(tried.submitted);
  }

  #leaveDesk(key: string, draft: KeptDraft): void {
    this.#late.get(key)?.();
    this.#late.delete(key);
    this.desks.send(key, draft);
  }

  /** Puts a text back that was not sent, and away again should it turn out that it was. */
  #takeBack(key: string, tried: Tried, refusal: Refusal): void {
    const { text, replyTo } = tried;
    const again = refusal.retry ? tried : undefined;
    this.desks.giveBack(key, text, this.#explain(refusal, 'failed'), again, replyTo);
    if (refusal.code !== 'timed-out') return;
    const thread = key === DRAFT ? undefined : this.threads.open(key);
    this.#late.get(key)?.();
    const stop = whenArrived(this.live, thread, tried.submitted, () => this.#arrived(key, tried));
    this.#late.set(key, stop);
  }

  #arrived(key: string, tried: Tried): void {
    if (this.desks.at(key).tried !== tried) return;
    batch(() => {
      this.desks.arrived(key, tried);
      if (key === DRAFT && !this.desks.at(key).text) this.talk.posted(tried.submitted.id);
    });
  }
}
