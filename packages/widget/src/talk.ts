import type { Client, ImageView, LiveImage, ViewConversation } from '@imagechat/client/api';
import { type Action, type ActorInfo, allows } from '@imagechat/protocol/actor';
import type { Place } from '@imagechat/protocol/conversation';
import type { Settings } from './config.ts';
import { Line, type LineWord } from './line.ts';
import { on } from './make.ts';
import { type PicturePhrases, enPicture } from './text/en.ts';
import type { FindLanguage, Language } from './text/language.ts';

/** Key of the conversation that is not sent yet; no id is empty. */
export const DRAFT = '';

/** What windows tell the picture. */
export interface Known {
  /** The draft holds words. */
  hasWords(): boolean;
  /** Something came since the last look. */
  isUnread(conversation: ViewConversation): boolean;
  /** What a conversation's marker says to those who do not see it. */
  spoken(conversation: ViewConversation, unread: boolean): string;
  /** The surroundings are dark. */
  readonly dark: boolean;
}

const NOTHING_KNOWN: Known = {
  hasWords: () => false,
  isUnread: () => false,
  spoken: ({ name, opening }) => `${name}: ${opening?.line}`,
  dark: false,
};

/** What is shown of one image and what one may do with it: the one state that markers and windows look at. */
export class Talk {
  readonly live: LiveImage;
  readonly client: Client;
  /** What only windows know, once they are there. */
  #known: Known = NOTHING_KNOWN;
  #settings: Settings;
  readonly #findLanguage: FindLanguage;
  #language: Language | undefined;
  /** The locale of the language, here or on its way. */
  #learning: string | undefined;
  #openId: string | undefined;
  #draft: Place | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #line = new Line(() => this.#tell());
  readonly #release: readonly (() => void)[];
  readonly #end = new AbortController();

  constructor(live: LiveImage, client: Client, settings: Settings, findLanguage: FindLanguage) {
    this.live = live;
    this.client = client;
    this.#settings = settings;
    this.#findLanguage = findLanguage;
    const tell = (): void => {
      this.#line.hear(client.connection, navigator.onLine);
      this.#learnLanguage();
      this.#tell();
    };
    tell();
    on(window, 'online offline', tell, { signal: this.#end.signal });
    let due = false;
    // One's own doing is seen at once; what others did and comes together is drawn together.
    const heard = (byOthers: boolean): void => {
      if (!byOthers) tell();
      else if (!due)
        queueMicrotask(() => {
          due = false;
          if (!this.#end.signal.aborted) tell();
        });
      due ||= byOthers;
    };
    this.#release = [live.subscribe(heard), client.subscribe(tell)];
  }

  get view(): ImageView {
    return this.live.view;
  }

  get actor(): ActorInfo | null {
    return this.client.actor;
  }

  get settings(): Settings {
    return this.#settings;
  }

  set settings(settings: Settings) {
    this.#settings = settings;
    this.#learnLanguage();
    this.#tell();
  }

  /** What is spoken; undefined until its words are here. */
  get language(): Language | undefined {
    return this.#language;
  }

  /** The picture's sentences in it, the page's own before ours; none until they are here. */
  get phrases(): Partial<PicturePhrases> {
    return { ...(this.#language && enPicture), ...this.#language?.picture, ...this.#settings.translations };
  }

  get known(): Known {
    return this.#known;
  }

  /** Windows know something, or something else. */
  learn(known: Partial<Known>): void {
    this.#known = { ...this.#known, ...known };
    this.#tell();
  }

  /** What there is to say about the line. */
  get line(): LineWord | undefined {
    return this.#line.word;
  }

  /** The conversation whose window is open, `DRAFT` for the new one, undefined for none. */
  get openId(): string | undefined {
    return this.#openId;
  }

  /** Where the new conversation is going to be. */
  get draft(): Place | undefined {
    return this.#draft;
  }

  /** Called after every change of anything above. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The page wants people with an account, and one has none. */
  get needsLogin(): boolean {
    return !this.#settings.allowAnon && this.actor?.kind === 'visitor';
  }

  /** Whether one may do this to what `madeBy` made (oneself when absent). */
  may(action: Action, madeBy?: string): boolean {
    if (this.#settings.readonly || (this.needsLogin && action !== 'read')) return false;
    // Before the first hello nobody knows; the server will say.
    return this.actor ? allows(this.actor, action, madeBy) : madeBy === undefined;
  }

  /** A press on free picture: a new conversation begins there, or the one not sent yet moves. */
  press(place: Place): void {
    if (!this.may('create-conversation') || this.view.status === 'refused') return;
    this.#draft = place;
    this.#openId = DRAFT;
    this.#tell();
  }

  /** Opens a conversation, or closes it when it is open. */
  toggle(id: string): void {
    this.show(this.#openId === id ? undefined : id);
  }

  /** Opens a conversation or none. A press that is abandoned leaves nothing; one with words waits, dashed. */
  show(id: string | undefined): void {
    if (id !== DRAFT && !this.#known.hasWords()) this.#draft = undefined;
    this.#openId = id;
    this.#tell();
  }

  /** The draft is on its way and shown as conversation `id`. */
  posted(id: string): void {
    this.#draft = undefined;
    if (this.#openId === DRAFT) this.#openId = id;
    this.#tell();
  }

  /** Conversation `id` was refused: it is the draft again, unless another was begun meanwhile. */
  handBack(id: string, place: Place): void {
    this.#draft ??= place;
    if (this.#openId === id) this.#openId = DRAFT;
    this.#tell();
  }

  stop(): void {
    for (const release of this.#release) release();
    this.#line.stop();
    this.#end.abort();
    this.#listeners.clear();
  }

  /** Of the page's word, the tenant's and the browser's the first one counts. */
  #learnLanguage(): void {
    const locale = this.#settings.locale ?? this.actor?.locale ?? '';
    if (locale === this.#learning) return;
    this.#learning = locale;
    this.#findLanguage(locale, (language) => {
      // Asked for another one meanwhile.
      if (this.#learning !== locale) return;
      this.#language = language;
      this.#tell();
    });
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
