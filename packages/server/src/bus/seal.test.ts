import { expect, test } from 'bun:test';
import { Seal } from './seal.ts';

const seal = new Seal('the secret of one installation');

test('what was sealed is opened again, whole', () => {
  for (const text of ['', '{}', 'ünï ☃ \u2028 𝒳', 'x'.repeat(100_000)])
    expect(seal.open('a', seal.close('a', text))).toBe(text);
});

test('what a stranger says, or plays to another image, is not opened', () => {
  const sealed = seal.close('a', '{"seq":1}');
  expect(seal.open('b', sealed)).toBeUndefined();
  expect(seal.open('a', `${sealed} `)).toBeUndefined();
  expect(seal.open('a', sealed.slice(1))).toBeUndefined();
  expect(seal.open('a', '{"seq":1}')).toBeUndefined();
  expect(seal.open('a', '')).toBeUndefined();
  expect(seal.open('a', 'é'.repeat(40))).toBeUndefined();
  expect(seal.open('a', new Seal('another secret').close('a', '{"seq":1}'))).toBeUndefined();
});

test('names are this installation’s own', () => {
  expect(seal.name('x')).toBe(new Seal('the secret of one installation').name('x'));
  expect(seal.name('x')).not.toBe(seal.name('y'));
  expect(seal.name('x')).not.toBe(new Seal('another secret').name('x'));
});
