import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { webSocketId } from './web-socket-id.ts';

test('plain ids stay as they are, everything else becomes unreserved characters', () => {
  expect(webSocketId('demo-1_2.3')).toBe('demo-1_2.3');
  expect(webSocketId('https://a.test/?x=ü~')).toBe('https~3a~2f~2fa.test~2f~3fx~3d~c3~bc~7e');
  expect(webSocketId('')).toBe('');
});

test('no two texts become the same, and nothing needs encoding in an address', () => {
  const back = (id: string): string => decodeURIComponent(id.replace(/~([0-9a-f]{2})/g, '%$1'));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const id = webSocketId(text);
      expect(id).toMatch(/^[A-Za-z0-9._~-]*$/);
      expect(back(id)).toBe(text);
    }),
  );
});
