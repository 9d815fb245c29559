import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../outline.ts';
import { junos } from './dialect.ts';

const fixture = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const modelOf = (text: string) => junos.toModel(junos.parse(text));

/** Facts without their places. */
function bare(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => !/^spans?$|Span$/.test(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner)]));
}

describe('braces and set form', () => {
  test('give equal models', () => {
    const braces = modelOf(fixture('edge.conf'));
    expect(braces.filters.length).toBeGreaterThan(3);
    expect(bare(modelOf(fixture('edge.set')))).toEqual(bare(braces));
  });

  for (const name of ['edge.conf', 'edge.set']) {
    test(`${name}: nothing is lost, nothing is unknown, it is recognised as Junos`, () => {
      const text = fixture(name);
      const outline = junos.parse(text);
      junos.toModel(outline);
      expect(firstLostCharacter(outline)).toBeUndefined();
      expect(outline.problems).toEqual([]);
      const unknown = [...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown');
      expect(unknown.map(({ header }) => text.slice(header.start, header.end))).toEqual([]);
      expect(junos.detect(text).score).toBeGreaterThan(85);
    });
  }
});
