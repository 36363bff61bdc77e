import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { root } from '../scripts/lib/repo.ts';
import { type Stage, scenario, withBrowser } from './support/scenario.ts';
import { page, serve, withPages } from './support/widget-page.ts';

const LIMIT = 60_000;

withBrowser();
withPages();

/** The lines docs/SECURITY.md gives to a page, for this server. */
async function documented(origin: string): Promise<readonly string[]> {
  const document = await Bun.file(join(root, 'docs/SECURITY.md')).text();
  const lines = /```csp\n([\s\S]*?)```/.exec(document)?.[1]?.trim().split('\n') ?? [];
  return lines.map((line) =>
    line
      .replaceAll('https://chat.example.com', origin)
      .replaceAll('wss://chat.example.com', origin.replace('http', 'ws')),
  );
}

/** Talks on a page with this policy, and tells what the browser would have reported. */
async function reported(
  stage: Stage,
  policyFor: (lines: readonly string[]) => readonly string[],
): Promise<readonly string[]> {
  const server = await stage.server();
  const lines = await documented(server.origin);
  expect(lines.length).toBe(3);
  const html = page(server.origin, 'strict', '<img id="it" src="/picture.webp" width="600" alt="">')
    .replace('<link rel="icon" href="data:,">', '')
    .replaceAll('<script', '<script nonce="abc"');
  const policy = policyFor(lines).join('; ');
  const pages = serve({ '/': { html, headers: { 'content-security-policy': policy } } });
  const visitor = await stage.visitor('Ada');
  const reports: string[] = [];
  await visitor.page.exposeFunction('report', (violation: string) => reports.push(violation));
  await visitor.page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      void (window as unknown as { report(text: string): void }).report(`${violatedDirective} ${blockedURI}`);
    });
  });
  await visitor.open(pages.at('/'));
  await visitor.starts(50, 50, 'Strictly **speaking**');
  await visitor.reads('Strictly speaking');
  // The window's other half comes under the policy, too.
  await visitor.window.locator('[part~="open-format"]').waitFor();
  expect((await visitor.window.boundingBox())?.width).toBe(300);
  return reports;
}

const NOTHING_ELSE = [
  "default-src 'none'",
  "style-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

describe('a page with a strict policy', () => {
  test(
    'that adds the documented lines and nothing else, under Trusted Types: all works, the browser reports nothing',
    scenario(async (stage) => {
      const reports = await reported(stage, (lines) => [
        ...NOTHING_ELSE,
        // The page's own: its inline script, and its picture.
        ...lines.map((line) =>
          line.replace(/^script-src/, "script-src 'nonce-abc'").replace(/^img-src/, "img-src 'self'"),
        ),
      ]);
      expect(reports).toEqual([]);
    }),
    LIMIT,
  );

  test(
    'that trusts by nonce and strict-dynamic needs no host for scripts',
    scenario(async (stage) => {
      const reports = await reported(stage, ([_scripts, connect = '', pictures = '']) => [
        ...NOTHING_ELSE,
        "script-src 'nonce-abc' 'strict-dynamic'",
        connect,
        pictures.replace('img-src', "img-src 'self'"),
      ]);
      expect(reports).toEqual([]);
    }),
    LIMIT,
  );
});
