import { expect, test } from 'vitest';
import { findMarkedLine, lineMark } from './line-mark.ts';

const LINES = ['a', 'neighbor 10.0.0.2', 'b', ' neighbor 10.0.0.2', 'c'];
const MARK = lineMark('neighbor 10.0.0.2');

test('a line is found where it was, and the nearest where lines have moved', () => {
  expect(findMarkedLine(LINES, MARK, 1)).toBe(1);
  expect(findMarkedLine(LINES, MARK, 3)).toBe(3);
  expect(findMarkedLine(LINES, MARK, 0)).toBe(1);
  expect(findMarkedLine(LINES, MARK, 40)).toBe(3);
});

test('a line that was edited is nowhere', () => {
  expect(findMarkedLine(['neighbor 10.0.0.3'], MARK, 0)).toBeUndefined();
  expect(findMarkedLine([], MARK, 2)).toBeUndefined();
});

test('a mark does not hold the text', () => {
  expect(MARK).toMatch(/^[0-9a-f]{16}$/);
});
