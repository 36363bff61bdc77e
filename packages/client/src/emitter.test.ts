import { expect, test } from 'bun:test';
import { Emitter } from './emitter.ts';

test('every listener is called until it is released, the same function as often as it was added', () => {
  const emitter = new Emitter();
  let called = 0;
  const count = () => called++;
  const release = emitter.subscribe(count);
  emitter.subscribe(count);
  emitter.emit();
  expect(called).toBe(2);
  release();
  release();
  emitter.emit();
  expect(called).toBe(3);
});

test('a listener released by another one is not called any more', () => {
  const emitter = new Emitter();
  emitter.subscribe(() => release());
  const release = emitter.subscribe(() => {
    throw new Error('released');
  });
  emitter.emit();
});

test('a listener that throws does not stop the others, and its error is not lost', async () => {
  const surfaced = Promise.withResolvers<unknown>();
  const emitter = new Emitter((error) => surfaced.resolve(error));
  let called = 0;
  emitter.subscribe(() => {
    throw new Error('mine');
  });
  emitter.subscribe(() => called++);
  emitter.emit();
  expect(called).toBe(1);
  expect(await surfaced.promise).toEqual(new Error('mine'));
});
