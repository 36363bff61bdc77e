import type { Cursor } from '@imagechat/protocol/cursor';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { Storage } from './ports/storage.ts';

interface Question {
  readonly image: ImageKey;
  readonly answer: Promise<Cursor>;
  resolve(head: Cursor): void;
  reject(reason: unknown): void;
}

/**
 * Asks storage for heads, one query at a time: who asks while one is under way shares the next with everyone else who does. An answer
 * is never from before it was asked for, so who read it sees everything that was acknowledged by then, on any process.
 */
export class HeadReader {
  readonly #storage: Pick<Storage, 'heads'>;
  #asked = new Map<string, Question>();
  #isUnderWay = false;

  constructor(storage: Pick<Storage, 'heads'>) {
    this.#storage = storage;
  }

  /** The head of an image's log. Rejects when storage cannot read. */
  head(image: ImageKey): Promise<Cursor> {
    const key = imageKeyText(image);
    const known = this.#asked.get(key);
    if (known) return known.answer;
    const question = questionAbout(image);
    this.#asked.set(key, question);
    if (!this.#isUnderWay) void this.#askAll();
    return question.answer;
  }

  async #askAll(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#asked.size > 0) {
      const questions = [...this.#asked.values()];
      this.#asked = new Map();
      await this.#ask(questions);
    }
    this.#isUnderWay = false;
  }

  /** Never rejects: who asked hears what went wrong. */
  async #ask(questions: readonly Question[]): Promise<void> {
    try {
      const heads = await this.#storage.heads(questions.map(({ image }) => image));
      for (const [at, { reject, resolve }] of questions.entries()) {
        const head = heads[at];
        if (head) resolve(head);
        else reject(new Error('a head is missing'));
      }
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
  }
}

function questionAbout(image: ImageKey): Question {
  let [resolve, reject]: [Question['resolve'], Question['reject']] = [() => undefined, () => undefined];
  const answer = new Promise<Cursor>((...ends) => {
    [resolve, reject] = ends;
  });
  return { image, answer, resolve, reject };
}
