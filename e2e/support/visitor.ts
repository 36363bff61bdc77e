import type { ImageEvent, Operation } from '@imagechat/protocol/catalog';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import type { BrowserContext, Locator, Page, WebSocket } from 'playwright-core';
import { until } from './until.ts';

/** A marker as it can be seen: its middle in percent of the picture, measured on the screen. */
export interface SeenMarker {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** What assistive technology says of it: who, what, how many replies, where. */
  readonly spoken: string;
}

/** A comment as it can be read in the open window; `pending`: shown as not confirmed yet. */
export interface SeenComment {
  readonly text: string;
  readonly pending: boolean;
}

/** A frame that went over the page's live connection. */
export type Spoken = { readonly up: MessageUp } | { readonly down: MessageDown };

const CLOSED = /^(?:WebSocket connection to|Failed to load resource)/;

/** A person with a browser window: does what people do, tells what they see. Looks through the widget's public parts only. */
export class Visitor {
  readonly name: string;
  readonly page: Page;
  /** Every frame of the live connection, in order, of all its lives. */
  readonly frames: Spoken[] = [];
  /** Requests the page made over HTTP, as `METHOD path`. */
  readonly requests: string[] = [];
  /** What the page complained about; a browser's own words about a line that is away are not among them. */
  readonly complaints: string[] = [];
  #image = LIGHT_IMAGE;
  /** The newest line that said hello. */
  #line: WebSocket | undefined;

  private constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !CLOSED.test(message.text())) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      this.requests.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        const up = JSON.parse(String(payload)) as MessageUp;
        if (up.t === 'hello') this.#line = socket;
        this.frames.push({ up });
      });
      socket.on('framereceived', ({ payload }) => {
        this.frames.push({ down: JSON.parse(String(payload)) as MessageDown });
      });
    });
  }

  /** Opens a window in a browser context; tabs of one context are one person's. */
  static async in(context: BrowserContext, name: string): Promise<Visitor> {
    return new Visitor(name, await context.newPage());
  }

  /** Looks at the widget in a window that is open already; hears the frames of lines opened from now on. @param image selects the picture */
  static at(page: Page, name: string, image: string): Visitor {
    const visitor = new Visitor(name, page);
    visitor.#image = image;
    return visitor;
  }

  /** Another tab of the same browser. */
  tab(): Promise<Visitor> {
    return Visitor.in(this.page.context(), this.name);
  }

  /** Opens a page that is there and waits until its picture is live. @param image selects one of its pictures */
  async open(address: string, image = LIGHT_IMAGE): Promise<void> {
    this.#image = image;
    // A page that was open before had lines of its own.
    const { lines } = this;
    await this.page.goto(address);
    await this.image.scrollIntoViewIfNeeded();
    await this.isLive(lines);
  }

  /** How many lines it has had so far: the first one, and one for every reconnect. */
  get lines(): number {
    return this.frames.filter((frame) => 'up' in frame && frame.up.t === 'hello').length;
  }

  /** Resolves when the overlay lies on the picture and the newest line, which is not one of the first `lines`, watches it. */
  async isLive(lines = 0): Promise<void> {
    await this.overlay.waitFor();
    await until(
      `${this.name} to be live`,
      () => {
        if (this.lines <= lines) return false;
        const hello = this.frames.findLastIndex((frame) => 'up' in frame && frame.up.t === 'hello');
        return this.frames.slice(hello).some((frame) => 'down' in frame && frame.down.t === 'subscribed');
      },
      { timeout: 40_000 },
    );
  }

  /** Resolves when the browser knows that the line is gone: what is said before goes into it and is answered by nobody. */
  async isCut(): Promise<void> {
    await until(`${this.name} to have no line`, () => this.#line?.isClosed());
  }

  /** What came down and went up since the first `from` frames. */
  heardSince<Kind extends MessageDown['t']>(from: number, kind: Kind): Extract<MessageDown, { t: Kind }>[] {
    return this.frames
      .slice(from)
      .flatMap((frame) => ('down' in frame ? [frame.down] : []))
      .filter((message) => message.t === kind) as Extract<MessageDown, { t: Kind }>[];
  }

  /** The events that came down since the first `from` frames, be it as they happened or to catch up after a cut. */
  eventsSince(from: number): ImageEvent[] {
    return [
      ...this.heardSince(from, 'events').flatMap(({ e }) => e),
      ...this.heardSince(from, 'subscribed').flatMap(({ events = [] }) => events),
    ];
  }

  /** The operations it sent up its line since the first `from` frames. */
  submittedSince(from: number): Operation[] {
    return this.frames
      .slice(from)
      .flatMap((frame) => ('up' in frame && frame.up.t === 'submit' ? [frame.up.operation] : []));
  }

  /** Presses a spot of the picture, in percent of its width and height: a finger where there is touch, else the mouse. */
  async pressPicture(x: number, y: number): Promise<void> {
    await this.image.scrollIntoViewIfNeeded();
    const box = await boxOf(this.image);
    const at = { x: box.x + (box.width * x) / 100, y: box.y + (box.height * y) / 100 };
    if (await this.#hasTouch()) await this.page.touchscreen.tap(at.x, at.y);
    else await this.page.mouse.click(at.x, at.y);
    await this.window.waitFor();
  }

  /** Writes into the open window without sending; tells one's name where it is asked for. */
  async write(text: string): Promise<void> {
    await this.input.fill(text);
    const name = this.window.locator('[part~="name"]');
    if (await name.isVisible()) await name.fill(this.name);
  }

  /** Presses the send button once. */
  async send(): Promise<void> {
    await this.#press(this.window.locator('[part~="send"]'));
  }

  /** Writes and sends; does not wait for anything after the press. */
  async say(text: string): Promise<void> {
    await this.write(text);
    await this.send();
  }

  /** Presses a spot, says something there, and waits until it is a marker of its own. */
  async starts(x: number, y: number, text: string): Promise<void> {
    await this.pressPicture(x, y);
    await this.say(text);
    await this.marker(text).waitFor();
  }

  /** Opens the conversation whose marker is spoken with these words. */
  async openMarker(words: string): Promise<void> {
    await this.#press(this.marker(words));
    await this.window.waitFor();
  }

  /** Closes the open window. */
  async closeWindow(): Promise<void> {
    await this.#press(this.window.locator('[part~="close"]'));
    await this.window.waitFor({ state: 'hidden' });
  }

  /** Deletes one's comment with this text in the open window. */
  async deleteComment(text: string): Promise<void> {
    await this.chooseFor(text, 'Delete');
  }

  /** Deletes the open conversation. */
  async deleteConversation(): Promise<void> {
    await this.choose('header', 'Delete conversation');
  }

  /** Chooses something from the menu in a part of the open window. */
  async choose(part: string, name: string): Promise<void> {
    await this.#press(this.window.locator(`[part~="${part}"] [part~="more"]`));
    await this.#press(this.window.getByRole('menuitem', { name }));
  }

  /** Chooses something from the menu of a comment with this text. */
  async chooseFor(text: string, name: string, menu = 'more'): Promise<void> {
    const comment = this.comment(text);
    if (!(await this.#hasTouch())) await comment.hover();
    await this.#press(comment.locator(`[part~="${menu}"]`));
    await this.#press(comment.getByRole('menuitem', { name }));
  }

  /** Every conversation's marker on the picture, as seen; not the one that is not sent yet. */
  markers(): Promise<SeenMarker[]> {
    return this.image.evaluate((image, part) => {
      const picture = image.getBoundingClientRect();
      const markers = image.nextElementSibling?.shadowRoot?.querySelectorAll<HTMLElement>(part) ?? [];
      return [...markers].map((marker) => {
        const box = marker.getBoundingClientRect();
        return {
          id: marker.dataset.id ?? '',
          x: ((box.x + box.width / 2 - picture.x) / picture.width) * 100,
          y: ((box.y + box.height / 2 - picture.y) / picture.height) * 100,
          spoken: marker.getAttribute('aria-label') ?? '',
        };
      });
    }, MARKER);
  }

  /** How wide the picture is shown, in CSS px. */
  async pictureWidth(): Promise<number> {
    return (await boxOf(this.image)).width;
  }

  /** The comments of the open window, oldest first. */
  async comments(): Promise<SeenComment[]> {
    return this.window.locator('[part~="comment"]').evaluateAll((comments) =>
      comments.map((comment) => ({
        text: comment.querySelector('[part~="text"]')?.textContent ?? '',
        pending: comment.classList.contains('pending'),
      })),
    );
  }

  /** Waits until a comment with this text can be read in the open window. */
  async reads(text: string): Promise<void> {
    await this.comment(text).waitFor();
  }

  /** What is written in the open window and not sent. */
  draft(): Promise<string> {
    return this.input.inputValue();
  }

  /** The words about the line on the picture, empty when there are none. */
  async status(): Promise<string> {
    return (await this.#host.locator(`${OVERLAY} [part~="status"]`).textContent()) ?? '';
  }

  /** The widget's image, overlay, open window and what is in it. */
  get image(): Locator {
    return this.page.locator(this.#image);
  }

  get overlay(): Locator {
    return this.#host.locator(OVERLAY);
  }

  get window(): Locator {
    return this.#host.locator('[part~="window"]').filter({ visible: true });
  }

  get input(): Locator {
    return this.window.locator('[part~="input"]');
  }

  /** The words in the open window that say why something did not go through. */
  get failure(): Locator {
    return this.window.locator('[part~="failure"]');
  }

  /** The marker that is spoken with these words. */
  marker(words: string): Locator {
    return this.#host.locator(`${MARKER}[aria-label*=${JSON.stringify(words)}]`);
  }

  /** The comment in the open window with exactly this text. */
  comment(text: string): Locator {
    return this.window.locator('[part~="comment"]').filter({
      has: this.page.locator('[part~="text"]').getByText(text, { exact: true }),
    });
  }

  /** What was seen and said, for a test that failed. */
  async report(): Promise<string> {
    const frames = this.frames.slice(-12).map((frame) => JSON.stringify(frame).slice(0, 300));
    const seen = await this.markers()
      .then((markers) => markers.map(({ spoken }) => spoken))
      .catch((error: unknown) => [String(error)]);
    return [this.page.url(), ...seen, ...frames, ...this.complaints].join('\n');
  }

  /**
   * Watches from now on for anything shown twice: counts, after every change of the page, how many markers and how
   * many comments carry these words. @returns a function that tells the most there ever were at once
   */
  async countsTwins(words: string): Promise<() => Promise<{ markers: number; comments: number }>> {
    const most = await this.image.evaluateHandle((image, text) => {
      const found = { markers: 0, comments: 0 };
      const root = image.nextElementSibling?.shadowRoot;
      const count = (part: string, fits: (element: Element) => boolean) =>
        [...(root?.querySelectorAll(part) ?? [])].filter(fits).length;
      const look = () => {
        const markers = count('[part~="marker"]:not([part~="draft"])', (it) =>
          (it.getAttribute('aria-label') ?? '').includes(text),
        );
        const comments = count('[part~="text"]', (it) => it.textContent === text);
        found.markers = Math.max(found.markers, markers);
        found.comments = Math.max(found.comments, comments);
      };
      if (root)
        new MutationObserver(look).observe(root, { childList: true, subtree: true, characterData: true });
      look();
      return found;
    }, words);
    return () => most.jsonValue();
  }

  /** Closes the browser context with all its tabs. */
  async leave(): Promise<void> {
    await this.page.context().close();
  }

  get #host(): Locator {
    return this.image.locator('xpath=following-sibling::*[1]');
  }

  async #press(button: Locator): Promise<void> {
    if (await this.#hasTouch()) await button.tap();
    else await button.click();
  }

  #hasTouch(): Promise<boolean> {
    return this.page.evaluate(() => navigator.maxTouchPoints > 0);
  }
}

/** The page's own image; the widget may show it once more inside. */
const LIGHT_IMAGE = 'css:light=img';

const OVERLAY = '[part~="overlay"]';
const MARKER = '[part~="marker"]:not([part~="draft"])';

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('the picture cannot be seen');
  return box;
}
