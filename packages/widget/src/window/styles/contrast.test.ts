import { describe, expect, test } from 'bun:test';

const css = (name: string) => Bun.file(new URL(name, import.meta.url)).text();
const sheets = `${await css('window.css')}\n${await css('../../styles/base.css')}`;

/** The tokens' defaults as the sheets write them: light, and dark on top of it. */
function tokens(theme: string): Map<string, string> {
  const blocks = [...sheets.matchAll(/^\.root(\.dark)? \{([^}]*)\}/gm)];
  const found = new Map<string, string>();
  for (const [, dark, body = ''] of blocks) {
    if (dark && theme === 'light') continue;
    for (const [, name = '', colour = ''] of body.matchAll(
      /--([\w-]+): var\(--imagechat-[\w-]+, (#\w{6})\)/g,
    ))
      if (dark || !found.has(name)) found.set(name, colour);
  }
  return found;
}

/** WCAG 2.2 relative luminance. */
function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const hex = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);

function hsl(hue: number, saturation: number, lightness: number): number[] {
  const part = (n: number) => {
    const k = (n + hue / 30) % 12;
    return (
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    );
  };
  return [part(0), part(8), part(4)];
}

const TEXT = [
  ['text', 'surface'],
  ['text', 'raised'],
  ['quiet', 'surface'],
  ['quiet', 'raised'],
  ['on-accent', 'accent'],
  ['good', 'surface'],
  ['warn', 'raised'],
  ['bad', 'surface'],
  ['bad', 'raised'],
  ['accent', 'surface'],
  ['surface', 'bad'],
] as const;

describe.each(['light', 'dark'])('%s', (theme) => {
  const all = tokens(theme);
  const colour = (name: string) => hex(all.get(name) ?? '');

  test('all tokens are there', () => {
    expect([...all.keys()].sort()).toEqual(
      ['accent', 'bad', 'good', 'line', 'on-accent', 'quiet', 'raised', 'surface', 'text', 'warn'].sort(),
    );
  });
  test.each(TEXT)('%s can be read on %s', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });
  test('what says where one is stands out from what it lies on', () => {
    for (const ground of ['surface', 'raised'])
      expect(contrast(colour('accent'), colour(ground))).toBeGreaterThanOrEqual(3);
  });
  test('initials can be read on every hue', () => {
    const percent = (name: string) => {
      const found = [...sheets.matchAll(new RegExp(`--${name}: (\\d+)%`, 'g'))].map(
        ([, value]) => Number(value) / 100,
      );
      return found[theme === 'light' ? 0 : 1] ?? 0;
    };
    const worst = Array.from({ length: 360 }, (_, hue) =>
      contrast(hsl(hue, 0.56, percent('avatar-back')), hsl(hue, 0.6, percent('avatar-text'))),
    );
    expect(Math.min(...worst)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('markers', () => {
  test('one of the two rings has 3:1 on every grey, from snow to night', () => {
    const ring = [16, 18, 24].map((part) => part / 255);
    for (let grey = 0; grey <= 255; grey++) {
      const ground = [grey, grey, grey].map((part) => part / 255);
      const outer = ground.map((part, at) => part * 0.55 + (ring[at] ?? 0) * 0.45);
      const white = [1, 1, 1];
      const best = Math.max(contrast(white, ground), contrast(outer, ground), contrast(white, outer));
      expect(best).toBeGreaterThanOrEqual(3);
    }
  });
});
