/** A way to put Image Chat on a page. */
export type SnippetKind = 'one' | 'all' | 'attribute' | 'module';

/** What to paste for a tenant of the server at an origin. */
export function snippetOf(kind: SnippetKind, origin: string, tenantId: string): string {
  const script = `<script src="${origin}/js/embed-image-chat.min.js"></script>`;
  if (kind === 'one')
    return `${script}\n<script>\n  ImageChat(document.querySelector('img'), { tenantId: '${tenantId}' });\n</script>`;
  if (kind === 'all')
    return `${script}\n<script>\n  for (const image of document.querySelectorAll('article img'))\n    ImageChat(image, { tenantId: '${tenantId}' });\n</script>`;
  if (kind === 'attribute')
    return `<script src="${origin}/js/embed-image-chat.min.js"\n  data-image-chat="article img" data-tenant-id="${tenantId}"></script>`;
  return `import { ImageChat } from '@imagechat/widget';\n\nImageChat(document.querySelector('img'), {\n  tenantId: '${tenantId}',\n  apiHost: '${origin}',\n});`;
}
