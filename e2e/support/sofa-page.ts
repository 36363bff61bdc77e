import { Pages } from './pages.ts';
import type { ServerProcess } from './server-process.ts';

/** The page of a dashboard's site with its one picture; ends with the scope. */
export function sofaPage(server: ServerProcess): Pages {
  const html = `<title>The sofa</title><link rel="icon" href="data:,">
    <img src="/sofa.webp" width="900" height="600" alt="A sofa">
    <script src="${server.origin}/js/embed-image-chat.min.js"></script>
    <script>ImageChat(document.querySelector('img'), { tenantId: 'night-trains', urlId: 'sofa' });</script>`;
  return new Pages({ '/': { html } });
}
