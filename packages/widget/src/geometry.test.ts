import { describe, expect, test } from 'bun:test';
import { intersection, parseObjectPosition, pictureBox } from './geometry.ts';

const CENTRE = parseObjectPosition('50% 50%');
const content = { width: 400, height: 200 };
const wide = { width: 800, height: 200 };
const tall = { width: 100, height: 200 };

describe('pictureBox', () => {
  test('fill: the picture is the box', () => {
    expect(pictureBox(content, wide, { fit: 'fill', ...CENTRE })).toEqual({ left: 0, top: 0, ...content });
  });
  test('contain: all of the picture, with room beside or above it', () => {
    expect(pictureBox(content, wide, { fit: 'contain', ...CENTRE })).toEqual({
      left: 0,
      top: 50,
      width: 400,
      height: 100,
    });
    expect(pictureBox(content, tall, { fit: 'contain', ...CENTRE })).toEqual({
      left: 150,
      top: 0,
      width: 100,
      height: 200,
    });
  });
  test('cover: all of the box, with what stands over cropped', () => {
    expect(pictureBox(content, wide, { fit: 'cover', ...CENTRE })).toEqual({
      left: -200,
      top: 0,
      width: 800,
      height: 200,
    });
    expect(pictureBox(content, tall, { fit: 'cover', ...CENTRE })).toEqual({
      left: 0,
      top: -300,
      width: 400,
      height: 800,
    });
  });
  test('none: its own size, and scale-down: never larger than that', () => {
    const small = { width: 40, height: 20 };
    const own = { left: 180, top: 90, ...small };
    expect(pictureBox(content, small, { fit: 'none', ...CENTRE })).toEqual(own);
    expect(pictureBox(content, small, { fit: 'scale-down', ...CENTRE })).toEqual(own);
    expect(pictureBox(content, wide, { fit: 'none', ...CENTRE }).left).toBe(-200);
    expect(pictureBox(content, wide, { fit: 'scale-down', ...CENTRE }).width).toBe(400);
  });
  test('object-position counts from the free room, also where there is less than none', () => {
    const at = (text: string, fit: string) =>
      pictureBox(content, wide, { fit, ...parseObjectPosition(text) });
    expect(at('0% 0%', 'contain').top).toBe(0);
    expect(at('0% 100%', 'contain').top).toBe(100);
    expect(at('10px 20px', 'contain')).toMatchObject({ left: 10, top: 20 });
    expect(at('calc(100% - 10px) 50%', 'contain').left).toBe(-10);
    expect(at('25% 0%', 'cover').left).toBe(-100);
    expect(at('calc(-12px + 25%) 0%', 'cover').left).toBe(-112);
    expect(at('-8px 0px', 'cover').left).toBe(-8);
  });
  test('a picture without a size of its own fills the box', () => {
    for (const natural of [undefined, { width: 0, height: 0 }])
      expect(pictureBox(content, natural, { fit: 'cover', ...CENTRE })).toEqual({
        left: 0,
        top: 0,
        ...content,
      });
  });
});

test('intersection: what of a cropped picture can be seen', () => {
  expect(intersection({ left: -200, top: 0, width: 800, height: 200 }, content)).toEqual({
    left: 0,
    top: 0,
    ...content,
  });
  expect(intersection({ left: 150, top: 20, width: 100, height: 50 }, content)).toEqual({
    left: 150,
    top: 20,
    width: 100,
    height: 50,
  });
  expect(intersection({ left: 500, top: 0, width: 10, height: 10 }, content).width).toBe(0);
});
