import { uploadPicture } from '@imagechat/client/uploads';
import type { Refusal } from '@imagechat/protocol/refusal';
import { type Signal, batch, onEnd, signal } from '../ui/signals.ts';
import { takePictures, withPictures } from '../window/pictured.ts';
import type { Room } from '../window/room.ts';
import { httpTelling } from './send-picture.ts';

/** What the server takes. */
export const KINDS = 'image/png,image/jpeg,image/gif,image/webp';

/** Edge of a preview in pixels of the screen; twice what it has in CSS. */
const PREVIEW = 128;

/** Why a picture did not go through, in words, and whether sending it again can help. */
export interface Failure {
  readonly words: string;
  readonly again: boolean;
}

/** A picture on its way to the server. */
export interface Sending {
  readonly id: string;
  /** The conversation whose text it is for. */
  readonly desk: string;
  readonly file: File;
  /** A small version of it, drawn rather than loaded: a page's policy may not let us show what has no address. */
  readonly preview: HTMLCanvasElement;
  /** How much of it has gone, from 0 to 1. */
  readonly sent: Signal<number>;
  /** Why it did not go through. */
  readonly failure: Signal<Failure | undefined>;
  readonly end: AbortController;
}

let made = 0;

/** Pictures that are going to be in comments: sent at once, shown in the text when they are there. Made inside a root. */
export class Pictures {
  readonly #room: Room;
  readonly #all = signal<readonly Sending[]>([]);
  /** Small versions of what was sent from here, by the upload's id. */
  readonly previews = new Map<string, HTMLCanvasElement>();

  constructor(room: Room) {
    this.#room = room;
    onEnd(() => {
      for (const { end } of this.#all()) end.abort();
    });
  }

  /** What is on its way to a conversation's text, or failed. */
  at(desk: string): readonly Sending[] {
    return this.#all().filter((it) => it.desk === desk);
  }

  /** Something is on its way, without which the text should not be sent. */
  isBusy(desk: string): boolean {
    return this.at(desk).some(({ failure }) => failure() === undefined);
  }

  /** Sends these pictures; what is none says so. */
  add(desk: string, files: Iterable<File>): void {
    batch(() => {
      for (const file of files) {
        const sending: Sending = {
          id: String(++made),
          desk,
          file,
          preview: drawn(file),
          sent: signal(0),
          failure: signal(undefined),
          end: new AbortController(),
        };
        this.#all.set([...this.#all(), sending]);
        void this.send(sending);
      }
    });
  }

  /** Sends it, once more if it failed. */
  async send(it: Sending): Promise<void> {
    const { file, failure, sent, end } = it;
    const { say, live, talk } = this.#room;
    batch(() => {
      failure.set(undefined);
      sent.set(0);
    });
    if (!KINDS.includes(file.type || '-')) {
      failure.set({ words: say('pictureKind'), again: false });
      return;
    }
    const nameless = await this.#room.introduced();
    if (nameless) {
      failure.set({ words: nameless, again: true });
      return;
    }
    const http = httpTelling(talk.settings.apiHost, (share) => sent.set(share), end.signal);
    const uploaded = await uploadPicture(live, new Uint8Array(await file.arrayBuffer()), http);
    if (end.signal.aborted) return;
    if (uploaded.ok) this.#place(it, uploaded.id);
    else failure.set(this.#explain(uploaded.refusal));
  }

  /** Takes it away, wherever it is by now. */
  drop(it: Sending): void {
    it.end.abort();
    this.#all.set(this.#all().filter((other) => other !== it));
  }

  /** It is on the server: from now on the text says so. */
  #place(it: Sending, upload: string): void {
    const { desks, say } = this.#room;
    const { words, pictures } = takePictures(desks.at(it.desk).text);
    const alt = it.file.name
      .replace(/\.\w+$/, '')
      .replace(/[[\]\\\n]/g, ' ')
      .trim()
      .slice(0, 60);
    // What is pasted has no name of its own.
    const line = `![${/^image$/.test(alt) || !alt ? say('picture') : alt}](upload:${upload})`;
    this.previews.set(upload, it.preview);
    batch(() => {
      this.drop(it);
      if (pictures.every(({ id }) => id !== upload))
        desks.put(it.desk, { text: withPictures(words, [...pictures, { line }]), failure: undefined });
    });
  }

  #explain(refusal: Refusal): Failure {
    const { say } = this.#room;
    switch (refusal.code) {
      case 'invalid-input':
        return { words: say('pictureKind'), again: false };
      case 'too-large':
        return { words: say('pictureBig'), again: false };
      case 'unavailable':
        return { words: say('pictureFailed'), again: true };
      default:
        return { words: this.#room.explain(refusal), again: refusal.retry || refusal.code === 'name-needed' };
    }
  }
}

/** A canvas with the middle of a picture on it; empty for what is none. */
function drawn(file: File): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = PREVIEW;
  canvas.role = 'img';
  canvas.ariaLabel = file.name;
  createImageBitmap(file).then(
    (picture) => {
      const scale = PREVIEW / Math.min(picture.width, picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      const [left, top] = [(PREVIEW - width) / 2, (PREVIEW - height) / 2];
      canvas.getContext('2d')?.drawImage(picture, left, top, width, height);
      picture.close();
    },
    // The server will say what it is.
    () => undefined,
  );
  return canvas;
}
