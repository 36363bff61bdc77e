import { describe, expect, test } from 'bun:test';
import { sayPictures, takePictures, withPictures } from './pictured.ts';

const A = '![a door](upload:aaa-4x3-png)';
const B = '![](upload:bbb-4x3-jpg)';

describe('pictures in a text that is being written', () => {
  test.each(['', 'Look', 'Look\n', 'Look\n\n', 'two\n\nparagraphs'])(
    'words %j come back as they were',
    (words) => {
      const text = withPictures(words, [{ line: A }, { line: B }]);
      const taken = takePictures(text);
      expect(taken.words).toBe(words);
      expect(taken.pictures).toEqual([
        { line: A, alt: 'a door', id: 'aaa-4x3-png' },
        { line: B, alt: '', id: 'bbb-4x3-jpg' },
      ]);
    },
  );

  test('a text that failed comes back above another: its pictures are found there, too', () => {
    expect(takePictures(`First\n\n${A}\n\nSecond`)).toEqual({
      words: 'First\n\nSecond',
      pictures: [{ line: A, alt: 'a door', id: 'aaa-4x3-png' }],
    });
  });

  test('one in the middle of a line is text', () => {
    expect(takePictures(`See ${A} there`).pictures).toEqual([]);
  });

  test('a first line names the picture, also where it was cut', () => {
    expect(sayPictures(`${A} Look`)).toBe('a door Look');
    expect(sayPictures(`See ${A.slice(0, 24)}`)).toBe('See a door');
    expect(sayPictures('![a lo')).toBe('a lo');
    expect(sayPictures('wow! [sic]')).toBe('wow! [sic]');
  });
});
