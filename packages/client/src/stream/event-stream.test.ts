import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { EventStream } from './event-stream.ts';

test('W11: messages are cut out of a stream, comments and empty ones left out', () => {
  const stream = new EventStream();
  expect(stream.take(': hello\n\ndata: 1\n\nevent: close\ndata: {"a": "b: c"}\n\nid: 7\n\n')).toEqual([
    { event: 'message', data: '1' },
    { event: 'close', data: '{"a": "b: c"}' },
  ]);
  expect(stream.take('data:x\r\ndata: y\r\n\r\ndata')).toEqual([{ event: 'message', data: 'x\ny' }]);
  expect(stream.take(': z\n\n')).toEqual([{ event: 'message', data: 'z' }]);
});

test('W11: however a stream is cut into pieces, its messages are the same', () => {
  const text = fc.array(fc.json(), { maxLength: 6 });
  fc.assert(
    fc.property(text, fc.infiniteStream(fc.nat(7)), (frames, cuts) => {
      const whole = frames.map((frame) => `data: ${frame}\n\n`).join('');
      const stream = new EventStream();
      const heard: string[] = [];
      for (let at = 0; at < whole.length; ) {
        const end = at + (cuts.next().value ?? 0) + 1;
        heard.push(...stream.take(whole.slice(at, end)).map(({ data }) => data));
        at = end;
      }
      expect(heard).toEqual(frames);
    }),
  );
});

test('W11: only \\n and \\r end a line: what else JavaScript takes for a line end stays where it was written', () => {
  const data = JSON.stringify({ text: 'a\u2028b\u2029c\u0085d' });
  expect(new EventStream().take(`data: ${data}\n\n`)).toEqual([{ event: 'message', data }]);
});
