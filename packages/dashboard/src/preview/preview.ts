/* The script of the frame in which the embed page shows what one chose. */
import { newId } from '@imagechat/protocol/ids';
import { attributesOf } from '../pages/snippets.ts';
import { FrameServer } from './frame-server.ts';
import { READY, type Shown } from './shown.ts';

interface Handle {
  update(config: object): void;
}

const page = globalThis as { ImageChat?: (target: Element, config: object) => Handle | undefined };
const SCRIPT = '/js/embed-image-chat.min.js';
const PICTURES = ['design-mockup', 'app-screenshot'] as const;

const server = new FrameServer();
server.takeOver(globalThis);

/** Changes what is there, once there is something. */
let change: ((shown: Shown) => void) | undefined;

// The frame has an origin of its own, which nobody can name; who put it there is who may speak.
addEventListener('message', ({ data, source }) => {
  if (source !== parent) return;
  const shown = data as Shown;
  document.body.classList.toggle('dark', shown.options.hasDarkBackground ?? shown.isDark);
  if (change) change(shown);
  else {
    change = () => undefined;
    void begin(shown);
  }
});
parent.postMessage(READY, '*');

async function begin(shown: Shown): Promise<void> {
  dress();
  await saySome(shown);
  const pictures = PICTURES.slice(0, shown.kind === 'all' ? 2 : 1).map((name) => picture(name, shown));
  if (shown.kind === 'element') return beginElement(shown, pictures);
  const article = document.createElement('article');
  article.append(...pictures);
  document.body.append(article);
  if (shown.kind === 'attribute') {
    const written = attributesOf([['image-chat', 'article img'], ...entriesOf(shown)], 'data-');
    await load(written);
    return;
  }
  await load();
  const handles = pictures.map((each) => page.ImageChat?.(each, configOf(shown, each)));
  change = (next) =>
    handles.forEach((handle, at) => {
      const target = pictures[at];
      if (target) handle?.update(configOf(next, target));
    });
}

/** The options are the element's attributes, and stay so. */
async function beginElement(shown: Shown, pictures: readonly HTMLImageElement[]): Promise<void> {
  const element = document.createElement('image-chat');
  const write = (next: Shown): void => {
    const written = new Map(attributesOf(entriesOf(next), ''));
    for (const name of element.getAttributeNames()) if (!written.has(name)) element.removeAttribute(name);
    for (const [name, value] of written)
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  write(shown);
  element.append(...pictures);
  document.body.append(element);
  await load();
  change = write;
}

/** What may be chosen, so that what is not chosen any more is taken back. */
const NOTHING_CHOSEN = {
  locale: undefined,
  maxReplyDepth: undefined,
  chatSquarePercentage: undefined,
  readonly: undefined,
  hideAvatars: undefined,
  absoluteDates: undefined,
  disableVoting: undefined,
  newCommentsToBottom: undefined,
};

function configOf(shown: Shown, { dataset }: HTMLImageElement): object {
  return { ...NOTHING_CHOSEN, ...Object.fromEntries(entriesOf(shown)), urlId: dataset.name };
}

/** The frame's own names stand for the one that was chosen, so that what is said stays while one types. */
function entriesOf({ isDark, options, tenantId }: Shown): [string, string | number | boolean][] {
  const { hasDarkBackground = isDark, urlId: _, ...rest } = options;
  const all = { tenantId, urlId: PICTURES[0], hasDarkBackground, ...rest };
  return Object.entries(all).filter(([, value]) => value !== undefined);
}

function picture(name: string, { pictures }: Shown): HTMLImageElement {
  const image = document.createElement('img');
  Object.assign(image, { src: `/demo/pictures/${name}.webp`, alt: pictures, width: 1620, height: 1080 });
  image.dataset.name = name;
  return image;
}

async function saySome({ said, tenantId }: Shown): Promise<void> {
  const fresh = (): string =>
    newId({
      now: Date.now,
      random: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    });
  const [[name, text] = ['', ''], ...answers] = said;
  const id = fresh();
  const first = { type: 'create-conversation', id, x: 30, y: 32, comment: { id: fresh(), text } } as const;
  await server.says(tenantId, PICTURES[0], name, { ...first, broadcastId: fresh() });
  for (const [who, answer] of answers) {
    const comment = { id: fresh(), text: answer };
    await server.says(tenantId, PICTURES[0], who, { type: 'add-comment', id, comment, broadcastId: fresh() });
  }
}

/** Loads the embed script, as a page would, with these attributes. */
function load(attributes: readonly (readonly [string, string])[] = []): Promise<void> {
  const script = document.createElement('script');
  for (const [name, value] of attributes) script.setAttribute(name, value);
  script.src = SCRIPT;
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = reject;
    document.head.append(script);
  });
}

function dress(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    'body{margin:0;padding:12px;font:15px/22px system-ui,sans-serif;background:#fff;color:#1b1f27}' +
      'body.dark{background:#16181d;color:#eceff4}article{display:grid;gap:12px}' +
      'img{display:block;width:100%;height:auto;border-radius:10px}',
  );
  document.adoptedStyleSheets = [sheet];
}
