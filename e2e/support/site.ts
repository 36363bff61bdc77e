import { join } from 'node:path';
import { root } from '../../scripts/lib/repo.ts';

/**
 * Somebody's own site, on another origin than the chat server: every page shows one picture with the script tag and
 * the one call that the README tells.
 */
export class Site implements Disposable {
  readonly #server: Bun.Server<undefined>;

  constructor() {
    const picture = join(root, 'packages/server/demo/pictures/design-mockup.webp');
    this.#server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch(request) {
        const { pathname, searchParams } = new URL(request.url);
        if (pathname === '/picture.webp') return new Response(Bun.file(picture));
        if (pathname !== '/') return new Response('', { status: 404 });
        const page = pageWith(searchParams.get('chat') ?? '', searchParams.get('urlId') ?? '');
        return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } });
      },
    });
  }

  /** The address of a page whose picture has this urlId and talks through the chat server at `chat`, an origin. */
  address(chat: string, urlId: string): string {
    // Every tenant allows localhost.
    return `http://localhost:${this.#server.port}/?${new URLSearchParams({ chat, urlId })}`;
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true);
  }
}

function pageWith(chat: string, urlId: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>A picture</title>
<style>body { margin: 24px; font: 16px/24px sans-serif } img { width: 100%; max-width: 900px; height: auto }</style>
<h1>A picture</h1>
<p><img src="/picture.webp" width="1620" height="1080" alt="A design"></p>
<script src="${chat}/js/embed-image-chat.min.js"></script>
<script>
  ImageChat(document.querySelector('img'), { tenantId: 'demo', urlId: ${JSON.stringify(urlId)} });
</script>
</html>`;
}
