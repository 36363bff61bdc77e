import { join } from 'node:path';
import { root } from '../../scripts/lib/repo.ts';

/** A page that a test writes itself. */
export interface OwnPage {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves pages of a test's own from another origin than the chat server's, with the demo's picture beside them. */
export class Pages implements Disposable {
  readonly #server: Bun.Server<undefined>;
  readonly #pages: Readonly<Record<string, OwnPage>>;
  readonly #late: Promise<void>;
  #deliver: () => void = () => undefined;

  /** @param pages by path, such as `/strict` */
  constructor(pages: Readonly<Record<string, OwnPage>>) {
    this.#pages = pages;
    this.#late = new Promise((resolve) => {
      this.#deliver = resolve;
    });
    this.#server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: (request) => this.#answer(new URL(request.url).pathname),
    });
  }

  /** The address of a page; every tenant allows localhost. */
  at(path: string): string {
    return `http://localhost:${this.#server.port}${path}`;
  }

  /** Lets `/late.webp` arrive, which waits until then. */
  deliver(): void {
    this.#deliver();
  }

  [Symbol.dispose](): void {
    this.#deliver();
    void this.#server.stop(true);
  }

  async #answer(path: string): Promise<Response> {
    if (path === '/late.webp') await this.#late;
    if (path.endsWith('.webp')) return new Response(Bun.file(PICTURE));
    const page = this.#pages[path];
    if (!page) return new Response('', { status: 404 });
    return new Response(`<!doctype html><html lang="en"><meta charset="utf-8">${page.html}`, {
      headers: { 'content-type': 'text/html; charset=utf-8', ...page.headers },
    });
  }
}

/** 1620 × 1080, three to two. */
const PICTURE = join(root, 'packages/server/demo/pictures/design-mockup.webp');
