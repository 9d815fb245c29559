import type { Field, FlagTest } from '../../../model/filter.ts';
import type { Part, Value } from '../grammar/ast.ts';
import { tcpFlag } from '../names.ts';
import { itemsOf, literalOf, type Names } from './values.ts';

type Match = Extract<Part, { kind: 'match' }>;

/** `tcp flags syn`, `tcp flags & (fin|syn|rst|ack) == syn`, `tcp flags syn / fin,syn,rst,ack`; undefined for what is none of them. */
export function flagsField({ masks, operator, value }: Match, names: Names): Field<FlagTest> | undefined {
  const negated = operator === '!=';
  if (operator !== undefined && operator !== '==' && operator !== '!=' && operator !== '!') return undefined;
  const written = resolved(value, names);
  const field = (anyOf: readonly FlagTest[], turned = negated): Field<FlagTest> => ({
    anyOf,
    ...(turned ? { negated: true } : {}),
  });
  if (masks.length > 0) {
    const mask = masks.length === 1 && masks[0]!.operator === '&' ? bitsOf(masks[0]!.value, names) : undefined;
    if (mask === undefined || operator === '!') return undefined;
    const values = written.kind === 'set' ? elementBits(written, names) : one(bitsOf(written, names));
    return values && field(values.map((bits) => ({ mask, value: bits })));
  }
  const masked = withMask(written, names);
  if (masked) return operator === '!' ? undefined : field([masked]);
  if (written.kind === 'set') {
    const values = elementBits(written, names);
    return operator === '!' ? undefined : values && field(values.map((bits) => ({ mask: 255, value: bits })));
  }
  const bits = bitsOf(written, names);
  if (bits === undefined) return undefined;
  // Without an operator one of the flags is enough; with one the flags are compared as a whole.
  if (operator === undefined) return field([{ mask: bits, value: 0 }], true);
  return operator === '!' ? field([{ mask: bits, value: 0 }], false) : field([{ mask: 255, value: bits }]);
}

const one = <T>(value: T | undefined): T[] | undefined => (value === undefined ? undefined : [value]);

function resolved(value: Value, names: Names): Value {
  return value.kind === 'variable' ? (names.variable(value.name.value) ?? value) : value;
}

function elementBits(value: Value, names: Names): number[] | undefined {
  const bits = itemsOf(value, names)?.map((item) => bitsOf(item, names));
  return bits?.every((one) => one !== undefined) ? bits : undefined;
}

/** `syn,ack`, `syn|ack`, `0x12` */
function bitsOf(value: Value, names: Names): number | undefined {
  if (value.kind === 'list')
    return value.items.reduce<number | undefined>((sum, item) => either(sum, bitsOf(item, names)), 0);
  if (value.kind === 'pair')
    return value.operator === '|' ? either(bitsOf(value.left, names), bitsOf(value.right, names)) : undefined;
  const text = literalOf(value, names);
  return text === undefined ? undefined : tcpFlag(text);
}

const either = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a | b;

/** `syn,ack / fin,syn,rst,ack`: read as a list in which one item is a pair. */
function withMask(value: Value, names: Names): FlagTest | undefined {
  const items = value.kind === 'list' ? value.items : [value];
  const at = items.findIndex((item) => item.kind === 'pair' && item.operator === '/');
  const slash = items[at];
  if (slash?.kind !== 'pair') return undefined;
  const sum = (parts: readonly Value[]): number | undefined =>
    parts.reduce<number | undefined>((total, part) => either(total, bitsOf(part, names)), 0);
  const bits = sum([...items.slice(0, at), slash.left]);
  const mask = sum([slash.right, ...items.slice(at + 1)]);
  return bits === undefined || mask === undefined ? undefined : { mask, value: bits };
}
