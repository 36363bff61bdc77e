import { Anchor } from './anchor.ts';
import { loadWindows } from './chunks.ts';
import { type CallbackName, callPage } from './config.ts';
import { make, on, put } from './make.ts';
import { Markers } from './markers.ts';
import { connectionWord, pageUser } from './page-words.ts';
import { styleSheet } from './sheet.ts';
import { statusOf } from './status.ts';
import type { Talk } from './talk.ts';
import { directionOf, english } from './text/language.ts';

/** Everything inside the shadow root of one image while it is shown. */
export class Stage {
  readonly #talk: Talk;
  readonly #root = make('div', { class: 'root' });
  readonly #status = make('p', { class: 'pill', part: 'status', role: 'status' });
  readonly #markers: Markers;
  readonly #anchor: Anchor;
  readonly #end = new AbortController();
  readonly #unsubscribe: () => void;
  readonly #image: HTMLImageElement;
  readonly #frame: HTMLElement;
  readonly #styles = new CSSStyleSheet();
  #customCss = '';
  #begun = false;
  /** What the page was told last. */
  readonly #told = new Map<CallbackName, unknown>();
  #windows: 'none' | 'loading' | 'failed' | (() => void) = 'none';
  /** A press that came before anybody could understand it. */
  #press: Event | undefined;

  constructor(talk: Talk, image: HTMLImageElement, host: HTMLElement, shadow: ShadowRoot) {
    this.#talk = talk;
    this.#image = image;
    const points = (): HTMLElement[] => Array.from({ length: 4 }, () => make('i'));
    const picture = make('div', { class: 'picture' }, ...points());
    const frame = make('div', { class: 'frame', part: 'overlay', role: 'group' }, picture, this.#status);
    this.#frame = frame;
    const axes = make('div', { class: 'axes' }, ...points());
    const box = make('div', { class: 'box', hidden: '' }, frame);
    const layer = make('div', { class: 'layer' }, axes, box);
    this.#root.append(layer);
    shadow.append(this.#root);
    shadow.adoptedStyleSheets = [styleSheet(), this.#styles];
    callPage(talk.settings, 'onInit');
    this.#markers = new Markers(talk, picture);
    this.#anchor = new Anchor(image, { host, root: this.#root, layer, axes, box, frame, picture });
    on(picture, 'click', (event) => this.#pressed(event));
    const near = (event: Event): void => {
      if (event.type === 'click') this.#press = event;
      this.#load();
    };
    on(image, 'pointerover click', near, { signal: this.#end.signal });
    on(picture, 'pointerover focusin', near);
    this.#unsubscribe = talk.subscribe(() => this.#draw());
    this.#draw();
  }

  stop(): void {
    this.#end.abort();
    this.#unsubscribe();
    this.#anchor.stop();
    if (typeof this.#windows === 'function') this.#windows();
    this.#root.remove();
  }

  #pressed(event: Event): void {
    const { target } = event;
    const id = target instanceof Element ? target.closest<HTMLElement>('.marker')?.dataset.id : undefined;
    if (id === undefined) return;
    // The picture may be a link.
    event.preventDefault();
    event.stopPropagation();
    this.#load();
    this.#talk.toggle(id);
  }

  #draw(): void {
    const { view, openId } = this.#talk;
    this.#dress();
    if (view.status === 'ready' && !this.#begun) this.#begin();
    this.#markers.draw();
    this.#saySo();
    if (openId !== undefined && this.#windows === 'none') this.#load();
    this.#tellPage();
  }

  /** How it looks as a whole: dark or light, which way the language runs, the page's own styles. */
  #dress(): void {
    const { settings, known, language = english(), phrases } = this.#talk;
    this.#root.classList.toggle('dark', settings.hasDarkBackground ?? known.dark);
    put(this.#root, 'lang', language.language);
    put(this.#root, 'dir', directionOf(language));
    put(this.#frame, 'aria-label', phrases.overlay);
    if (settings.customCSS === this.#customCss) return;
    this.#customCss = settings.customCSS;
    this.#styles.replaceSync(this.#customCss);
  }

  #saySo(): void {
    const { openId, phrases } = this.#talk;
    const unopened = this.#windows === 'failed' && (openId !== undefined || this.#press);
    const word = unopened ? 'unopened' : statusOf(this.#talk);
    put(this.#status, 'data-status', word);
    const text = (word && phrases[word]) ?? '';
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** The first snapshot is here. Windows are fetched in idle time: once offline, they could not be. */
  #begin(): void {
    this.#begun = true;
    callPage(this.#talk.settings, 'onRender');
    const later = globalThis.requestIdleCallback ?? setTimeout;
    later(() => this.#load());
  }

  /** What the page wants to know, whenever it is something else. */
  #tellPage(): void {
    const { view, settings, actor, client } = this.#talk;
    const tell = (name: CallbackName, key: unknown, ...values: readonly unknown[]): void => {
      if (this.#told.get(name) === key) return;
      this.#told.set(name, key);
      callPage(settings, name, ...values);
    };
    if (view.status === 'ready') tell('commentCountUpdated', view.count, view.count);
    const state = connectionWord(client.connection);
    tell('onConnectionChange', state, state);
    const event = actor?.id ? 'user-set' : 'user-removed';
    const key = actor?.id && actor.id + actor.kind + actor.name;
    if (key || this.#told.get('onAuthenticationChange'))
      tell('onAuthenticationChange', key, event, actor?.id ? pageUser(actor) : undefined);
  }

  #load(): void {
    if (this.#end.signal.aborted || this.#windows === 'loading' || typeof this.#windows === 'function')
      return;
    this.#windows = 'loading';
    loadWindows().then(
      ({ mountWindows }) => {
        if (this.#end.signal.aborted) return;
        const marker = (id: string): HTMLElement | undefined => this.#markers.at(id);
        this.#windows = mountWindows({
          talk: this.#talk,
          image: this.#image,
          root: this.#root,
          marker,
          corners: () => this.#anchor.corners(),
          press: this.#press,
        });
      },
      () => {
        this.#windows = 'failed';
        this.#draw();
      },
    );
  }
}
