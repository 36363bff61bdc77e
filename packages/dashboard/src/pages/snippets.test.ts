import { expect, test } from 'bun:test';
import { type SnippetKind, snippetOf } from './snippets.ts';

const KINDS: readonly SnippetKind[] = ['one', 'all', 'attribute', 'element', 'module', 'react', 'vue'];
const ORIGIN = 'https://chat.example';

test('every form names the tenant and the server', () => {
  for (const kind of KINDS) {
    const snippet = snippetOf(kind, ORIGIN, 'studio');
    expect([kind, snippet]).toEqual([kind, expect.stringContaining('studio')]);
    expect([kind, snippet]).toEqual([kind, expect.stringContaining(ORIGIN)]);
  }
});

test('options are said in each form as it says them', () => {
  const options = { urlId: 'sofa', maxReplyDepth: 2, hasDarkBackground: true };
  expect(snippetOf('one', ORIGIN, 'studio', { urlId: 'sofa' })).toContain(
    "{ tenantId: 'studio', urlId: 'sofa' }",
  );
  expect(snippetOf('one', ORIGIN, 'studio', options)).toContain('\n    maxReplyDepth: 2,\n');
  expect(snippetOf('attribute', ORIGIN, 'studio', options)).toContain('data-has-dark-background="true"');
  expect(snippetOf('element', ORIGIN, 'studio', options)).toContain(
    '<image-chat tenant-id="studio" url-id="sofa"',
  );
  expect(snippetOf('react', ORIGIN, 'studio', options)).toContain('\n  urlId="sofa"\n  maxReplyDepth={2}');
});

test('what is typed stays a value: no form can be broken out of', () => {
  const urlId = `"'</script><!--\\{x}`;
  for (const kind of ['one', 'all', 'module', 'vue'] as const) {
    const snippet = snippetOf(kind, ORIGIN, 'studio', { urlId });
    const [, text = ''] = /urlId: ('.*'),?/.exec(snippet) ?? [];
    expect(new Function(`return ${text.replace(/ }$/, '')}`)()).toBe(urlId);
    expect(text).not.toContain('</script');
  }
  for (const kind of ['attribute', 'element'] as const)
    expect(snippetOf(kind, ORIGIN, 'studio', { urlId })).toContain(
      `url-id="&quot;'&lt;/script>&lt;!--\\{x}"`,
    );
  expect(snippetOf('react', ORIGIN, 'studio', { urlId })).toContain(`urlId={'"\\'<\\/script>`);
});
