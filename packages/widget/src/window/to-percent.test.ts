import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Point } from '../geometry.ts';
import { type Quad, isOnPicture, toPercent } from './to-percent.ts';

describe('toPercent', () => {
  const upright: Quad = [
    { left: 10, top: 20 },
    { left: 210, top: 20 },
    { left: 210, top: 120 },
    { left: 10, top: 120 },
  ];
  test('upright', () => {
    expect(toPercent(upright, { left: 10, top: 20 })).toEqual({ x: 0, y: 0 });
    expect(toPercent(upright, { left: 110, top: 45 })).toEqual({ x: 50, y: 25 });
    expect(toPercent(upright, { left: 230, top: 45 })).toEqual({ x: 110, y: 25 });
  });
  test('a quad without area answers nothing', () => {
    const flat: Quad = [upright[0], upright[1], upright[1], upright[0]];
    expect(toPercent(flat, { left: 50, top: 20 })).toBeUndefined();
  });
  test('undoes every projective map: turned, skewed, mirrored, in perspective', () => {
    const number = (least: number, most: number) =>
      fc.double({ min: least, max: most, noNaN: true, noDefaultInfinity: true });
    const maps = fc.record({
      turn: number(0, 360),
      width: number(20, 2000),
      height: number(20, 2000),
      skew: number(-40, 40),
      mirror: fc.boolean(),
      g: number(-0.4, 0.8),
      h: number(-0.4, 0.8),
    });
    fc.assert(
      fc.property(maps, number(0, 100), number(0, 100), (map, x, y) => {
        const project = (u: number, v: number): Point => {
          const [cos, sin] = [Math.cos(map.turn / 57.2958), Math.sin(map.turn / 57.2958)];
          const across =
            u * map.width * (map.mirror ? -1 : 1) + v * map.height * Math.tan(map.skew / 57.2958);
          const down = v * map.height;
          const w = 1 + map.g * u + map.h * v;
          return { left: 300 + (across * cos - down * sin) / w, top: 200 + (across * sin + down * cos) / w };
        };
        const quad: Quad = [project(0, 0), project(1, 0), project(1, 1), project(0, 1)];
        const place = toPercent(quad, project(x / 100, y / 100));
        expect(place?.x).toBeCloseTo(x, 3);
        expect(place?.y).toBeCloseTo(y, 3);
      }),
    );
  });
});

test('isOnPicture: edges belong to it', () => {
  expect(isOnPicture({ x: 0, y: 100 })).toBe(true);
  expect(isOnPicture({ x: -0.1, y: 50 })).toBe(false);
  expect(isOnPicture({ x: 50, y: 100.1 })).toBe(false);
});
