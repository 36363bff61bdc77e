import type { ViewConversation } from '@imagechat/client/api';
import type { Place } from '@imagechat/protocol/conversation';
import { make, put, putStyle } from './make.ts';
import { DRAFT, type Known, type Talk } from './talk.ts';

interface Drawn {
  readonly element: HTMLElement;
  conversation: ViewConversation | undefined;
  open: boolean;
}

/**
 * The buttons on the picture, drawn with bare DOM calls: a thousand of them are many, and the embed has no room for a
 * library (docs/decisions). A marker is touched only when its own conversation changed.
 */
export class Markers {
  readonly #talk: Talk;
  readonly #picture: HTMLElement;
  readonly #drawn = new Map<string, Drawn>();
  #draft: HTMLElement | undefined;
  #begun = false;
  #me: string | undefined;
  #known: Known | undefined;

  constructor(talk: Talk, picture: HTMLElement) {
    this.#talk = talk;
    this.#picture = picture;
  }

  /** Brings the buttons in line with the talk. */
  draw(): void {
    const { view, openId, actor, settings, known } = this.#talk;
    putStyle(this.#picture, '--square', String(settings.chatSquarePercentage));
    this.#drawDraft();
    if (view.status !== 'ready') return;
    const again = this.#me !== actor?.id || this.#known !== known;
    this.#known = known;
    this.#me = actor?.id;
    const fresh: Node[] = [];
    for (const [id, conversation] of view.conversations) {
      const drawn = this.#drawn.get(id) ?? this.#add(id, conversation, fresh);
      const open = openId === id;
      if (drawn.conversation === conversation && drawn.open === open && !again) continue;
      drawn.conversation = conversation;
      drawn.open = open;
      this.#paint(drawn.element, conversation, open);
    }
    this.#picture.append(...fresh);
    this.#begun = true;
    if (this.#drawn.size > view.conversations.size) this.#sweep(view.conversations);
  }

  /** The button of a conversation. */
  at(id: string): HTMLElement | undefined {
    return id === DRAFT ? this.#draft : this.#drawn.get(id)?.element;
  }

  #add(id: string, { by }: ViewConversation, fresh: Node[]): Drawn {
    const element = newMarker(id);
    // One stop for whoever comes by Tab; once the windows' file is here, arrows lead on.
    if (this.#drawn.size === 0) element.tabIndex = 0;
    element.classList.toggle('arrived', this.#begun && by !== this.#me);
    fresh.push(element);
    const drawn = { element, conversation: undefined, open: false };
    this.#drawn.set(id, drawn);
    return drawn;
  }

  #sweep(conversations: ReadonlyMap<string, unknown>): void {
    for (const [id, { element }] of this.#drawn) {
      if (conversations.has(id)) continue;
      element.remove();
      this.#drawn.delete(id);
    }
  }

  #paint(element: HTMLElement, it: ViewConversation, open: boolean): void {
    const { known } = this.#talk;
    const mine = it.by === this.#me;
    const unread = !open && !it.pending && !(mine && it.count < 2) && known.isUnread(it);
    putAt(element, it);
    for (const [name, on] of Object.entries({
      open,
      mine,
      unread,
      resolved: it.resolved,
      pending: it.pending,
    }))
      element.classList.toggle(name, on);
    put(element, 'aria-expanded', String(open));
    put(element, 'aria-label', known.spoken(it, unread));
  }

  #drawDraft(): void {
    const { draft, openId } = this.#talk;
    if (!draft) {
      this.#draft?.remove();
      this.#draft = undefined;
      return;
    }
    if (!this.#draft) {
      this.#draft = newMarker(DRAFT);
      this.#picture.append(this.#draft);
    }
    putAt(this.#draft, draft);
    put(this.#draft, 'class', `marker draft${openId === DRAFT ? ' open' : ''}`);
    put(this.#draft, 'aria-label', this.#talk.phrases.newMarker);
  }
}

function newMarker(id: string): HTMLElement {
  const attributes = {
    type: 'button',
    part: id === DRAFT ? 'marker draft' : 'marker',
    class: 'marker',
    'data-id': id,
    'aria-haspopup': 'dialog',
    tabindex: id === DRAFT ? '0' : '-1',
  };
  return make('button', attributes, make('i'));
}

/** This near to the picture's edge, in percent, a page may cut a marker off. */
const EDGE = 4;

/** Puts a marker on its spot; the style sheet says how. */
export function putAt(element: HTMLElement, { x, y }: Place): void {
  putStyle(element, '--x', String(x));
  putStyle(element, '--y', String(y));
  element.classList.toggle('edge', Math.min(x, y, 100 - x, 100 - y) < EDGE);
}
