import { expect, test } from 'bun:test';
import { originAllowed } from './domains.ts';

const OWN = 'http://chat.test:8787';
const allowed = (origin: string, ...domains: string[]) => originAllowed(origin, OWN, domains);

test.each([
  ['example.com', 'https://example.com'],
  ['example.com', 'http://example.com'],
  ['example.com', 'https://www.example.com'],
  ['example.com', 'https://a.b.c.example.com'],
  ['example.com', 'https://example.com:8443'],
  ['example.com', 'https://EXAMPLE.com'],
  ['example.com', 'https://example.com.'],
  ['Example.COM', 'https://example.com'],
  [' example.com ', 'https://example.com'],
  ['https://example.com/some/page', 'https://shop.example.com'],
  ['example.co.uk', 'https://example.co.uk'],
  ['example.co.uk', 'https://www.example.co.uk'],
  ['example.com.au', 'https://shop.example.com.au'],
  ['blog.example.com', 'https://blog.example.com'],
  ['bücher.example', 'https://xn--bcher-kva.example'],
  ['bücher.example', 'https://www.xn--bcher-kva.example'],
  ['*myname.example.app', 'https://myname.example.app'],
  ['*myname.example.app', 'https://preview-7-myname.example.app'],
  ['myname-*-team.example.app', 'https://myname-git-main-team.example.app'],
  ['*.example.com', 'https://anything.example.com'],
  ['example.com:8443', 'https://example.com:8443'],
  ['192.168.7.20', 'http://192.168.7.20:3000'],
  ['[fd00::7]', 'http://[fd00::7]:3000'],
  ['intranet', 'http://intranet'],
])('%s covers %s', (domain, origin) => {
  expect(allowed(origin, domain)).toBe(true);
  expect(allowed(origin, 'other.test', domain)).toBe(true);
  expect(allowed(origin)).toBe(false);
});

test.each([
  ['example.com', 'https://evilexample.com'],
  ['example.com', 'https://example.com.evil.test'],
  ['example.com', 'https://example.org'],
  ['example.com', 'https://com'],
  ['example.com', 'ftp://example.com'],
  ['example.com', 'https://example.com@evil.test'],
  ['example.com', 'https://evil.test/example.com'],
  ['example.com', 'https://evil.test?example.com'],
  ['example.com', 'https://evil.test#.example.com'],
  ['example.com', 'https://user@example.com'],
  ['blog.example.com', 'https://example.com'],
  ['blog.example.com', 'https://www.blog.example.com'],
  ['blog.example.com', 'https://other.example.com'],
  ['co.uk', 'https://example.co.uk'],
  ['com', 'https://example.com'],
  ['*myname.example.app', 'https://myname.example.app.evil.test'],
  ['*myname.example.app', 'https://evil.test.myname.example.app'],
  ['*myname.example.app', 'https://mynameother.example.app'],
  ['*.example.com', 'https://example.com'],
  ['*.example.com', 'https://a.b.example.com'],
  ['a*a.example.com', 'https://a.example.com'],
  ['*', 'https://example.com'],
  ['', 'https://example.com'],
  ['   ', 'https://example.com'],
  ['.', 'https://example.com'],
  ['.com', 'https://example.com'],
  ['example.com:8443', 'https://example.com'],
  ['example.com:99999999', 'https://example.com'],
  ['168.7.20', 'http://192.168.7.20'],
  ['7.20', 'http://192.168.7.20'],
  ['intranet', 'http://www.intranet'],
])('%s does not cover %s', (domain, origin) => {
  expect(allowed(origin, domain)).toBe(false);
});

test.each([
  'http://localhost',
  'http://localhost:3000',
  'https://localhost:8443',
  'http://app.localhost:5173',
  'http://127.0.0.1:8080',
  'http://[::1]:8080',
])('localhost may always: %s', (origin) => {
  expect(allowed(origin)).toBe(true);
});

test.each([
  'http://localhost.evil.test',
  'http://evil-localhost',
  'http://127.0.0.1.evil.test',
  'http://127.0.0.2',
])('what only looks like localhost may not: %s', (origin) => {
  expect(allowed(origin)).toBe(false);
});

test('the server’s own pages may always, also when a proxy speaks https for it', () => {
  expect(originAllowed('http://192.168.1.5:8787', 'http://192.168.1.5:8787', [])).toBe(true);
  expect(originAllowed('https://chat.test', 'http://chat.test', [])).toBe(true);
  expect(originAllowed('https://chat.test', 'http://chat.test:443', [])).toBe(true);
  expect(originAllowed('http://192.168.1.5:9999', 'http://192.168.1.5:8787', [])).toBe(false);
  expect(originAllowed('http://sub.chat.test', 'http://chat.test', [])).toBe(false);
});

test.each([
  'null',
  '',
  'https://',
  'file://',
  'about:blank',
  'javascript:alert(1)',
  'example.com',
  '//example.com',
])('is no origin of a page: %p', (origin) => {
  expect(originAllowed(origin, OWN, ['example.com', '*', 'null', ''])).toBe(false);
});

test('a wildcard of any shape is decided in linear time', () => {
  const pattern = `${'*a'.repeat(30)}.example.com`;
  expect(allowed(`https://${'a'.repeat(60)}b.example.com`, pattern)).toBe(false);
  expect(allowed(`https://${'a'.repeat(60)}.example.com`, pattern)).toBe(true);
});
