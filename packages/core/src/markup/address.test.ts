import { expect, test } from 'bun:test';
import { misleads, readAddress } from './address.ts';

test('only http, https and plain mail addresses lead anywhere', () => {
  for (const [text, href] of [
    ['https://example.com', 'https://example.com/'],
    ['HTTP://Example.com/A?b#c', 'http://example.com/A?b#c'],
    ['mailto:ada@example.com', 'mailto:ada@example.com'],
    ['https://user:secret@example.com:8443/x', 'https://example.com:8443/x'],
  ] as const)
    expect(readAddress(text)?.href).toBe(href);
  for (const text of [
    'javascript:alert(1)',
    'JaVaScRiPt://example.com/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'https:example.com',
    'https:\\\\example.com',
    'https://',
    'https:// example.com',
    '//example.com',
    '/path',
    'mailto:a@b?subject=x',
    'mailto:a',
    'blob:https://example.com/1',
    `https://example.com/${'x'.repeat(2000)}`,
    'https://exa mple.com',
    'https://[::1',
  ])
    expect(readAddress(text)).toBeUndefined();
});

test('a name in other letters is told as it is resolved', () => {
  expect(readAddress('https://аррӏе.com/')).toEqual({
    href: 'https://xn--80ak6aa92e.com/',
    host: 'xn--80ak6aa92e.com',
  });
});

test('words that look like another address mislead', () => {
  const evil = { href: 'https://evil.test/', host: 'evil.test' };
  expect(misleads('https://bank.example', evil)).toBe(true);
  expect(misleads('bank.example', evil)).toBe(true);
  expect(misleads('evil.test', evil)).toBe(false);
  expect(misleads('www.evil.test/login', evil)).toBe(false);
  expect(misleads('our notes', evil)).toBe(false);
  expect(misleads('e.g. this', evil)).toBe(false);
  expect(misleads('https://bank.example', { href: 'mailto:a@b', host: '' })).toBe(true);
  expect(misleads('anything', { href: 'https://xn--80ak6aa92e.com/', host: 'xn--80ak6aa92e.com' })).toBe(
    true,
  );
});
