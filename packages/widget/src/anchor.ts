import type { Box, Point, Size } from './geometry.ts';
import { on, putStyle } from './make.ts';
import { type Measured, backThrough, cornersOf, measure, middleOf } from './picture.ts';

/** The elements that carry the markers, each inside the one before. */
export interface Layers {
  /** Its place in the document follows the flow, as the image's does. */
  readonly host: HTMLElement;
  /** The host's content, in the px of the screen however the page is zoomed by CSS. */
  readonly root: HTMLElement;
  /** In the image's px; clips where a scroller clips the image but not the host. */
  readonly layer: HTMLElement;
  /** As large as the image's border box, in the same place and transformed as it is. */
  readonly box: HTMLElement;
  /** Points that tell what ancestors' transforms do to a step to the right and to one down. */
  readonly axes: HTMLElement;
  /** The visible part of the picture; clips. */
  readonly frame: HTMLElement;
  /** The whole picture; markers are placed in percent of it. */
  readonly picture: HTMLElement;
}

const TRANSFORMS = ['transform', 'translate', 'rotate', 'scale', 'transform-origin'] as const;

/** How far the points of the axes are from their corner. */
const AXIS_PX = 1000;
/** Nearer than this, in px of the screen, is the same place. */
const SAME_PX = 0.02;
/** Without perspective the second look finds it right; in a strong one it takes a few more. */
const STEPS = 6;
/** From so many markers on they are scaled while the picture's size changes. */
const MANY = 200;
/** A size that stays for so long has come to rest. */
const REST_MS = 120;

/** Keeps the layers on the picture: looks again when the image, its surroundings or its style change, never in between. */
export class Anchor {
  readonly #image: HTMLImageElement;
  readonly #layers: Layers;
  readonly #end = new AbortController();
  readonly #sizes: ResizeObserver;
  readonly #attributes: MutationObserver;
  #at: Point = { left: 0, top: 0 };
  /** The size in which markers are laid out. */
  #laid: Size = { width: 0, height: 0 };
  #resting: ReturnType<typeof setTimeout> | undefined;
  #moving = 0;

  constructor(image: HTMLImageElement, layers: Layers) {
    this.#image = image;
    this.#layers = layers;
    const sync = (): void => this.sync();
    this.#sizes = new ResizeObserver(sync);
    this.#sizes.observe(image);
    if (image.parentElement) this.#sizes.observe(image.parentElement);
    this.#attributes = new MutationObserver(sync);
    this.#attributes.observe(image, { attributeFilter: ['style', 'class', 'src', 'srcset', 'sizes'] });
    const options = { signal: this.#end.signal, passive: true, capture: true };
    const moves = ({ target }: Event): void => this.#follow(target);
    const scrolled = ({ target }: Event): unknown => this.#isInside(target) && this.#drifted() && this.sync();
    on(image, 'load error pointerenter pointerleave', sync, options);
    on(document, 'transitionrun transitionend animationstart', moves, options);
    on(document, 'scroll', scrolled, options);
    on(document, 'fullscreenchange', () => this.#fullScreen(), options);
    on(window, 'resize', sync, options);
    this.sync();
  }

  stop(): void {
    this.#end.abort();
    this.#sizes.disconnect();
    this.#attributes.disconnect();
    cancelAnimationFrame(this.#moving);
    clearTimeout(this.#resting);
  }

  /** Measures and moves the layers if anything differs. */
  sync(): void {
    const { box, frame } = this.#layers;
    const measured = measure(this.#image);
    box.hidden = !measured;
    if (!measured) return;
    this.#copySpace(measured);
    putBox(box, { ...this.#at, ...measured.border });
    for (const name of TRANSFORMS) putStyle(box, name, measured.style.getPropertyValue(name));
    putBox(frame, measured.frame);
    this.#fit(measured.picture);
    const { width, height } = measured.frame;
    frame.classList.toggle('cropped', measured.picture.width > width || measured.picture.height > height);
    for (let step = 0; step < STEPS && this.#drifted(); step++) this.#approach();
    this.#clip();
  }

  /**
   * Gives the picture its size. To lay out and paint many markers takes longer than a frame has, so while it changes from frame to frame they are
   * scaled with it, and laid out once it rests.
   */
  #fit(box: Box, rests = false): void {
    const { picture } = this.#layers;
    const { left, top, width, height } = box;
    const before = this.#laid;
    const scales = !rests && width && before.width && picture.childElementCount > MANY;
    clearTimeout(this.#resting);
    if (!scales || (before.width === width && before.height === height)) this.#laid = box;
    else this.#resting = setTimeout(() => this.#fit(box, true), REST_MS);
    const laid = this.#laid;
    putBox(picture, { ...laid, left, top });
    const [x, y] = [width / laid.width || 1, height / laid.height || 1];
    putStyle(picture, 'transform', laid === box ? '' : `scale(${x}, ${y})`);
    putStyle(picture, 'will-change', laid === box ? '' : 'transform');
  }

  /** Where the picture's corners are on the screen now: upper left, upper right, lower right, lower left. */
  corners(): Point[] {
    this.sync();
    return cornersOf(Array.from(this.#layers.picture.children).slice(0, 4));
  }

  /** What surrounds the image's own px: how it is stacked, zoomed and seen in perspective. */
  #copySpace({ style }: Measured): void {
    const { host, root, layer } = this.#layers;
    const image: Zoomed = this.#image;
    const around: Zoomed = host;
    putStyle(host, '--imagechat-z', style.zIndex);
    putStyle(host, '--imagechat-position', style.position === 'fixed' ? 'fixed' : 'absolute');
    const parent = this.#image.parentElement && getComputedStyle(this.#image.parentElement);
    const deep = parent && (parent.perspective !== 'none' || parent.transformStyle !== 'flat');
    putStyle(host, '--imagechat-space', deep ? 'preserve-3d' : 'flat');
    putStyle(root, 'zoom', String(1 / (around.currentCSSZoom ?? 1)));
    putStyle(layer, 'zoom', String(image.currentCSSZoom ?? 1));
  }

  /** From the box's middle to the image's, on the screen; transformed alike, they are in the same place when this is nothing. */
  #error(): Point {
    const is = middleOf(this.#layers.box);
    const should = middleOf(this.#image);
    return { left: should.left - is.left, top: should.top - is.top };
  }

  #drifted(): boolean {
    const { left, top } = this.#error();
    return Math.abs(left) + Math.abs(top) > SAME_PX;
  }

  #approach(): void {
    const step = this.#back(this.#error());
    if (!step) return;
    this.#at = { left: this.#at.left + step.left, top: this.#at.top + step.top };
    this.#putAt();
  }

  /** A step on the screen in the px of the layer. */
  #back(step: Point): Point | undefined {
    return backThrough(cornersOf([...this.#layers.axes.children]), AXIS_PX, step);
  }

  #putAt(): void {
    for (const element of [this.#layers.box, this.#layers.axes])
      for (const [name, px] of Object.entries(this.#at)) putStyle(element, name, `${px}px`);
  }

  /** A scroller that is not the host's containing block moves and clips the image only. */
  #clip(): void {
    const { host, layer, axes } = this.#layers;
    const stops: readonly (Element | null)[] = [host.offsetParent, document.body, null];
    let edges: Edges = EVERYWHERE;
    let around = this.#image.parentElement;
    for (; !stops.includes(around); around = around?.parentElement ?? null) {
      if (!around || getComputedStyle(around).overflow === 'visible') continue;
      const [corner] = cornersOf([axes]);
      const middle = middleOf(around);
      const step = corner && this.#back({ left: middle.left - corner.left, top: middle.top - corner.top });
      if (step) edges = within(edges, around, this.#at.left + step.left, this.#at.top + step.top);
    }
    const [left, top, right, bottom] = edges.map((px) => `${px}px`);
    const path = `polygon(${left} ${top}, ${right} ${top}, ${right} ${bottom}, ${left} ${bottom})`;
    putStyle(layer, 'clip-path', edges === EVERYWHERE ? 'none' : path);
  }

  #isInside(target: EventTarget | null): boolean {
    return target instanceof Node && target.contains(this.#image);
  }

  /** While something moves that the image is in, or its own style changes by and by. */
  #follow(target: EventTarget | null): void {
    if (!(target instanceof Element && target.contains(this.#image))) return;
    const step = (): void => {
      this.sync();
      const goesOn = target.getAnimations().some(({ playState }) => playState === 'running');
      this.#moving = goesOn ? requestAnimationFrame(step) : 0;
    };
    cancelAnimationFrame(this.#moving);
    step();
  }

  /** An image that fills the screen by itself leaves everything else below; the host follows it there. */
  #fullScreen(): void {
    const { host } = this.#layers;
    if (this.#image.matches(':fullscreen')) {
      host.popover = 'manual';
      host.showPopover();
    } else host.popover = null;
    this.sync();
  }
}

/** Left, top, right and bottom. */
type Edges = readonly [number, number, number, number];

const FAR_PX = 1e5;
const EVERYWHERE: Edges = [-FAR_PX, -FAR_PX, FAR_PX, FAR_PX];

/** What is left of `edges` inside a scroller whose middle is at these px. */
function within([left, top, right, bottom]: Edges, scroller: HTMLElement, x: number, y: number): Edges {
  const { offsetWidth, offsetHeight, clientLeft, clientTop, clientWidth, clientHeight } = scroller;
  const from = x - offsetWidth / 2 + clientLeft;
  const above = y - offsetHeight / 2 + clientTop;
  return [
    Math.max(left, from),
    Math.max(top, above),
    Math.min(right, from + clientWidth),
    Math.min(bottom, above + clientHeight),
  ];
}

/** CSS Viewport 1: how much an element is zoomed by its own `zoom` and its ancestors'; older browsers zoom without saying so. */
type Zoomed = Partial<Pick<Element, 'currentCSSZoom'>>;

function putBox(element: HTMLElement, { left, top, width, height }: Box): void {
  for (const [name, px] of Object.entries({ left, top, width, height })) putStyle(element, name, `${px}px`);
}
