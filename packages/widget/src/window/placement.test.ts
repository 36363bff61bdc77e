import { describe, expect, test } from 'bun:test';
import { GAP, MARGIN, overlap, placeWindow } from './placement.ts';

const screen = { left: 0, top: 0, width: 1200, height: 800 };
const size = { width: 300, height: 400 };
const marker = (left: number, top: number) => ({ left, top, width: 40, height: 40 });

describe('placeWindow', () => {
  test('to the right where there is room, centred, the arrow at the marker', () => {
    expect(placeWindow(marker(400, 380), size, screen)).toEqual({
      side: 'to-right',
      left: 440 + GAP,
      top: 200,
      arrow: 200,
    });
  });
  test('takes a box as browsers give it, whose values are not its own properties', () => {
    const box = Object.create(marker(400, 380)) as ReturnType<typeof marker>;
    expect(placeWindow(box, size, screen)).toEqual(placeWindow(marker(400, 380), size, screen));
  });
  test('to the left at the right edge', () => {
    expect(placeWindow(marker(1000, 380), size, screen)).toMatchObject({
      side: 'to-left',
      left: 1000 - GAP - 300,
    });
  });
  test('below, or above, where there is room on neither side', () => {
    const narrow = { ...screen, width: 500 };
    expect(placeWindow(marker(230, 60), size, narrow)).toMatchObject({ side: 'to-bottom', top: 100 + GAP });
    expect(placeWindow(marker(230, 700), size, narrow)).toMatchObject({
      side: 'to-top',
      top: 700 - GAP - 400,
    });
  });
  test('where nothing fits, the side with the most room', () => {
    const tiny = { ...screen, width: 500, height: 420 };
    expect(placeWindow(marker(300, 200), size, tiny).side).toBe('to-left');
  });
  test('stays on the screen, and the arrow stays at the marker', () => {
    const { top, arrow } = placeWindow(marker(400, 20), size, screen);
    expect(top).toBe(MARGIN);
    expect(top + arrow).toBe(40);
    const low = placeWindow(marker(400, 740), size, screen);
    expect(low.top).toBe(800 - MARGIN - 400);
    expect(low.top + low.arrow).toBe(760);
  });
  test('stays whole on the screen with a marker on its edge, below or above it where there is room', () => {
    const atTop = placeWindow(marker(400, -20), size, screen);
    expect(atTop).toMatchObject({ side: 'to-bottom', top: 20 + GAP });
    expect(atTop.left + atTop.arrow).toBe(420);
    expect(placeWindow(marker(400, 780), size, screen)).toMatchObject({
      side: 'to-top',
      top: 780 - GAP - 400,
    });
  });
  test('in a corner, or where nothing fits, the screen wins over the arrow', () => {
    const low = { ...screen, height: 416 };
    for (const at of [
      marker(-20, -20),
      marker(1180, 396),
      marker(600, -20),
      marker(600, 396),
      marker(600, 200),
    ])
      for (const room of [low, { ...low, width: 316 }]) {
        const { left, top, arrow } = placeWindow(
          { ...at, left: Math.min(at.left, room.width - 20) },
          size,
          room,
        );
        expect(left).toBeWithin(MARGIN, room.width - 300 - MARGIN + 1);
        expect(top).toBe(MARGIN);
        expect(arrow).toBeWithin(24, 400 - 24 + 1);
      }
  });
  test('leaves the screen with its marker, without a jump', () => {
    const last = placeWindow(marker(400, -40), size, screen);
    const gone = placeWindow(marker(400, -540), size, screen);
    expect(last.top).toBeGreaterThanOrEqual(MARGIN);
    expect(gone).toEqual({ ...last, top: last.top - 500 });
    expect(gone.top).toBeLessThan(-400);
  });
  test('keeps the side it has while that fits', () => {
    expect(placeWindow(marker(600, 380), size, screen, 'to-left').side).toBe('to-left');
    expect(placeWindow(marker(100, 380), size, screen, 'to-left').side).toBe('to-right');
  });
});

test('boxes overlap that have a point in common, not those that only touch', () => {
  expect(overlap(marker(0, 0), marker(39, 39))).toBe(true);
  expect(overlap({ left: 0, top: 0, width: 100, height: 100 }, marker(30, 30))).toBe(true);
  expect(overlap(marker(0, 0), marker(40, 0))).toBe(false);
  expect(overlap(marker(0, 0), marker(0, 90))).toBe(false);
});
