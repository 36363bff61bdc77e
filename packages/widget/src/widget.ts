import { deriveUrlId } from '@imagechat/protocol/url-id';
import type { Settings } from './config.ts';
import { on } from './make.ts';
import { leaseClient } from './shared-client.ts';
import { Stage } from './stage.ts';
import { storage } from './storage.ts';
import { Talk } from './talk.ts';
import { findLanguage } from './text/find-language.ts';

interface Running {
  readonly urlId: string;
  readonly host: HTMLElement;
  readonly talk: Talk;
  readonly stop: () => void;
}

/** An image is watched from this far outside of what one sees on, so that its markers are there when it comes. */
const NEAR = '50%';
/** One that was scrolled away is let go when it has been away this long. */
const AWAY_MS = 20_000;

/** One image with its conversations. Runs while the image is in the document and near what one sees, and sleeps while it is not. */
export class Widget {
  readonly #image: HTMLImageElement;
  readonly #presence: ResizeObserver;
  readonly #address: MutationObserver;
  readonly #end = new AbortController();
  readonly #sight: IntersectionObserver;
  #settings: Settings;
  #running: Running | undefined;
  #isNear = false;
  #away: ReturnType<typeof setTimeout> | undefined;

  constructor(image: HTMLImageElement, settings: Settings) {
    this.#image = image;
    this.#settings = settings;
    // All that is kept while the image is out of the document; it goes with the image.
    const look = (): void => this.#look();
    this.#presence = new ResizeObserver(look);
    this.#presence.observe(image);
    // Another picture of the same size, or another place. What a srcset chose is known when it has come.
    this.#address = new MutationObserver(look);
    on(image, 'load', look, { signal: this.#end.signal });
    // A page with a hundred pictures watches those that somebody may be looking at.
    const margins = { rootMargin: NEAR, scrollMargin: NEAR };
    this.#sight = new IntersectionObserver((entries) => this.#sighted(entries), margins);
    this.#sight.observe(image);
  }

  /** Another configuration; another image, tenant, server or visitor starts over. */
  update(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    const same = (['tenantId', 'apiHost', 'wsHost', 'urlId', 'login'] as const).every(
      (key) => before[key] === settings[key],
    );
    if (!same) this.#stop();
    if (this.#running) this.#running.talk.settings = settings;
    this.#look();
  }

  destroy(): void {
    this.#presence.disconnect();
    this.#address.disconnect();
    this.#sight.disconnect();
    clearTimeout(this.#away);
    this.#end.abort();
    this.#stop();
  }

  #sighted(entries: readonly IntersectionObserverEntry[]): void {
    clearTimeout(this.#away);
    if (entries.at(-1)?.isIntersecting) {
      this.#isNear = true;
      this.#look();
    } else if (this.#isNear) this.#away = setTimeout(() => this.#leave(), AWAY_MS);
  }

  /** Whoever reads or writes in a window has not left. */
  #leave(): void {
    const { talk } = this.#running ?? {};
    if (talk?.openId !== undefined || talk?.draft) {
      this.#away = setTimeout(() => this.#leave(), AWAY_MS);
      return;
    }
    this.#isNear = false;
    this.#look();
  }

  /** Starts, moves or ends what runs, as the document now is. */
  #look(): void {
    const urlId = this.#urlId();
    if (!this.#isNear || !this.#image.isConnected || urlId === undefined) {
      this.#stop();
      this.#watch();
      return;
    }
    if (this.#running && this.#running.urlId !== urlId) this.#stop();
    this.#running ??= this.#start(urlId);
    const place = this.#image.closest('picture') ?? this.#image;
    if (place.nextSibling !== this.#running.host) place.after(this.#running.host);
    this.#watch();
  }

  /** Tells of another address, and of a parent that the image is taken from or put into. */
  #watch(): void {
    this.#address.disconnect();
    this.#address.observe(this.#image, { attributeFilter: ['src'] });
    if (this.#image.parentNode) this.#address.observe(this.#image.parentNode, { childList: true });
  }

  #urlId(): string | undefined {
    const src = this.#image.getAttribute('src') ?? this.#image.currentSrc;
    return this.#settings.urlId ?? deriveUrlId(location.href, src, document.baseURI) ?? undefined;
  }

  #start(urlId: string): Running {
    const first = this.#settings;
    const image = this.#image;
    const host = newHost();
    (image.closest('picture') ?? image).after(host);
    const root = host.attachShadow({ mode: 'open' });
    this.#presence.observe(host);
    const { client, release } = leaseClient(first, storage);
    const live = client.image(urlId, facts(image));
    const talk = new Talk(live, client, first, findLanguage);
    const stage = new Stage(talk, image, host, root);
    const stop = (): void => {
      this.#presence.unobserve(host);
      stage.stop();
      talk.stop();
      live.release();
      release();
      host.remove();
    };
    return { urlId, host, talk, stop };
  }

  #stop(): void {
    this.#running?.stop();
    this.#running = undefined;
  }
}

function newHost(): HTMLElement {
  const host = document.createElement('div');
  host.dataset.imagechat = '';
  return host;
}

function facts(image: HTMLImageElement): { src: string; page: string; title: string } {
  return { src: image.currentSrc || image.src, page: location.href, title: document.title };
}
