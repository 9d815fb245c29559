import type { Statement } from '../../outline.ts';
import type { Span } from '../../text/span.ts';

/** What a property says, whichever notation it is written in. */
export type Value = TextValue | ListValue | MapValue | NameValue | UnknownValue | NothingValue;

/** A literal: text, number or boolean, as text. */
export interface TextValue {
  readonly kind: 'text';
  readonly text: string;
  /** Without quotes where the text stands there as it is, else with them. */
  readonly span: Span;
  /** The text at `span` is `text`: it can be replaced there. */
  readonly exact: boolean;
  /** In quotes; said only of what is printed, where a number in them is another thing. */
  readonly quoted?: boolean;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Item[];
  readonly span: Span;
}

export interface Item {
  readonly value: Value;
  readonly statement: Statement;
}

export interface MapValue {
  readonly kind: 'map';
  readonly fields: readonly Field[];
  readonly span: Span;
}

/** A key with its value, or a nested block. */
export interface Field {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Value;
  readonly statement: Statement;
  /** A nested block, of which there can be several with one key. */
  readonly block?: boolean;
  /** What makes it, where that stands for several: a dynamic block, of which it is one entry. */
  readonly origin?: Statement;
}

/** A reference to something by name: `!Ref Web`, `!GetAtt Web.GroupId`, `aws_security_group.web.id`. */
export interface NameValue {
  readonly kind: 'name';
  readonly name: string;
  readonly attribute?: string;
  readonly span: Span;
}

/** An expression whose value is known when it is deployed; equal texts have equal values. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly text: string;
  readonly span: Span;
}

/** Written, and says nothing: `null`, `AWS::NoValue`. */
export interface NothingValue {
  readonly kind: 'nothing';
  readonly span: Span;
}

/** Something that the text declares: a resource of a template or a module, or an entry of an export. */
export interface Resource {
  /** As the notation calls it: `AWS::EC2::Subnet`, `aws_subnet`, `Subnets`. */
  readonly type: string;
  /** How others refer to it: logical id, `aws_subnet.a`, `subnet-0a1b`. */
  readonly name: { readonly value: string; readonly span: Span };
  readonly properties: MapValue;
  readonly statement: Statement;
  /** Created only sometimes, or several times (`Condition`, `count`, `for_each`): the canonical text of what decides it. */
  readonly condition?: string;
  /** The block that makes it, where that stands for several of which its own statement is one entry. */
  readonly origin?: Statement;
  /** What stands around its properties, where a notation has them one level down: `sku` in ARM. */
  readonly around?: MapValue;
  /** Of the API that makes it, where the text says that: `2025-07-01`. */
  readonly apiVersion?: string;
}

export const fieldsOf = (map: MapValue | undefined, ...keys: readonly string[]): readonly Field[] =>
  map?.fields.filter((field) => keys.includes(field.key)) ?? [];

/** The last one with one of these keys; a value of nothing counts as not written. */
export function fieldOf(map: MapValue | undefined, ...keys: readonly string[]): Field | undefined {
  return fieldsOf(map, ...keys).findLast(({ value }) => value.kind !== 'nothing');
}

export const propertyOf = (map: MapValue | undefined, ...keys: readonly string[]): Value | undefined =>
  fieldOf(map, ...keys)?.value;

export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'text' ? value.text : undefined;
}

/** A whole number in decimal. */
export function numberOf(value: Value | undefined): number | undefined {
  const text = textOf(value)?.trim();
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

export function booleanOf(value: Value | undefined): boolean | undefined {
  const text = textOf(value)?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** The elements of a list, a single value as a list of itself; nothing of nothing. */
export function elementsOf(value: Value | undefined): readonly Value[] {
  if (!value || value.kind === 'nothing') return [];
  return value.kind === 'list' ? value.items.map((item) => item.value) : [value];
}

/** Canonical text for what is not known, so that equal expressions are the same condition. */
export function canonical(value: Value): string {
  switch (value.kind) {
    case 'text':
    case 'unknown':
      return value.text;
    case 'name':
      return value.name;
    case 'nothing':
      return 'nothing';
    default:
      return `${value.kind} at ${value.span.start}`;
  }
}
