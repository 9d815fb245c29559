import type { Change } from '../../../change.ts';
import { statementAt } from '../../../kit/cloud/removal.ts';
import { fieldOf, type MapValue, propertyOf, type Resource } from '../../../kit/cloud/value.ts';
import { formatAddress } from '../../../model/address.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, Match } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { AwsOutline } from '../source.ts';
import { entryPairs, type Pairs, type Plain, permissionPairs } from './rule-pairs.ts';

type Insert = Extract<Change, { kind: 'insert-rules' }>;

/**
 * Writes a rule beside one of its kind, as that one is written: an element, a nested block or a resource of its own.
 * @returns undefined where the match is more than protocol, ports and one prefix, or the filter has no written rule
 */
export function insertions(change: Insert, outline: AwsOutline, device: Device): readonly TextEdit[] | undefined {
  const filter = device.filters[change.filter];
  const direction = filter?.name.value.endsWith(' egress') ? 'egress' : 'ingress';
  if (!filter || (filter.order !== 'by-key' && change.action === 'deny')) return undefined;
  const numbers = filter.order === 'by-key' ? freeNumbers(filter, change.before, change.matches.length) : [];
  const names = new Set(outline.source.resources.map((one) => one.name.value));
  const edits: TextEdit[] = [];
  for (const [at, match] of change.matches.entries()) {
    const plain = plainOf(match, direction);
    const number = numbers?.[at];
    if (!plain || (filter.order === 'by-key' && number === undefined)) return undefined;
    const wanted = { plain, direction, action: change.action, number, names } as const;
    const edit = filter.rules.length === 0 ? firstIn(filter, wanted, outline) : besideLike(filter, wanted, outline);
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits;
}

/** The first rule of a Terraform group: a block at its end. */
function firstIn(filter: Filter, { plain, direction }: Wanted, outline: AwsOutline): TextEdit | undefined {
  const { text, source } = outline;
  const resource = source.resources.find(({ statement }) => statement.span.start === filter.span.start);
  if (source.notation !== 'terraform' || !resource || fieldOf(resource.properties, direction)) return undefined;
  const end = resource.statement.span.end - 1;
  // On one line there is no place for a block.
  if (text[end] !== '}' || text[end - 1] !== '\n') return undefined;
  const block = `  ${direction} {\n${aligned(permissionPairs(plain, outline, undefined), '    ')}\n  }\n`;
  return { span: { start: end, end }, newText: `\n${block}` };
}

function besideLike(filter: Filter, wanted: Wanted, outline: AwsOutline): TextEdit | undefined {
  for (const rule of filter.rules.slice(-MOST_TRIED).toReversed()) {
    const beside = rule.implicit ? undefined : statementAt(rule.span, outline);
    const edit = beside && besideStatement(beside, wanted, outline);
    if (edit) return edit;
  }
  return undefined;
}

/** Rules that are looked at for one to stand beside. */
const MOST_TRIED = 20;

interface Wanted {
  readonly plain: Plain;
  readonly direction: 'ingress' | 'egress';
  readonly action: 'permit' | 'deny';
  /** Of a network ACL's entry. */
  readonly number: number | undefined;
  /** Names that are taken; those of new resources are added. */
  readonly names: Set<string>;
}

function besideStatement(beside: Statement, wanted: Wanted, outline: AwsOutline): TextEdit | undefined {
  const { plain, direction, action, number, names } = wanted;
  const resource = outline.source.resources.find(({ statement }) => statement === beside);
  const pairs =
    number === undefined ? permissionPairs(plain, outline, resource) : entryPairs(plain, action, number, outline);
  if (resource) return besideResource(resource, pairs, outline, freeName(resource, number, names, outline));
  const { text } = outline;
  const indent = indentOf(beside, text);
  const after = { start: beside.span.end, end: beside.span.end };
  if (outline.source.notation === 'terraform') {
    // An object of a list has keys of its own that all must be there.
    if (text[beside.span.start] === '{') return undefined;
    return { span: after, newText: `\n\n${indent}${direction} {\n${aligned(pairs, `${indent}  `)}\n${indent}}` };
  }
  if (isJsonElement(beside, text)) {
    const members = pairs.map(([key, value]) => `"${key}": ${quotedJson(value)}`);
    return { span: after, newText: `,\n${indent}{${members.join(', ')}}` };
  }
  if (text[beside.span.start] !== '-') return undefined;
  const members = pairs.map(([key, value]) => `${key}: ${value}`);
  return { span: after, newText: `\n${indent}- {${members.join(', ')}}` };
}

function plainOf(match: Match, direction: 'ingress' | 'egress'): Plain | undefined {
  const { family, source, destination, protocol, destinationPort, icmp, ...more } = match;
  const [peer, own] = direction === 'ingress' ? [source, destination] : [destination, source];
  if (family === 'both' || own || Object.values(more).some((value) => value !== undefined)) return undefined;
  const single = <T>(
    field: { anyOf: readonly T[]; except?: readonly T[]; negated?: boolean } | undefined,
  ): T | undefined =>
    field && field.anyOf.length === 1 && !field.except?.length && !field.negated ? field.anyOf[0] : undefined;
  const term = peer ? single(peer) : ({ kind: 'any' } as const);
  const one = single(protocol);
  const ports = single(destinationPort);
  if ((protocol && (!one || one.first !== one.last)) || (destinationPort && !ports)) return undefined;
  const message = single(icmp);
  if (ports && one?.first !== 6 && one?.first !== 17) return undefined;
  if (icmp && (!message || !isSingle(message.type) || (message.code && !isSingle(message.code)))) return undefined;
  if (icmp && one?.first !== 1 && one?.first !== 58) return undefined;
  if (term?.kind !== 'any' && term?.kind !== 'prefix') return undefined;
  const anywhere = family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  return {
    protocol: one?.first,
    ports,
    icmp: { type: message?.type.first ?? -1, code: message?.code?.first ?? -1 },
    family,
    cidr: term.kind === 'any' ? anywhere : `${formatAddress(family, term.address)}/${term.length}`,
  };
}

const isSingle = ({ first, last }: { readonly first: number; readonly last: number }): boolean => first === last;

/** Between the entry before and this one; at the end, the next tens. */
function freeNumbers({ rules }: Filter, before: number, count: number): number[] | undefined {
  const keys = rules.map(({ key }) => Number(key?.value));
  const next = keys[before];
  const previous = Math.max(0, ...keys.filter((key) => next === undefined || key < next));
  if (next === undefined) {
    const from = Math.floor(previous / 10) * 10;
    return from + 10 * count <= 32_766 ? Array.from({ length: count }, (_, at) => from + 10 * (at + 1)) : undefined;
  }
  const step = Math.floor((next - previous) / (count + 1));
  if (step < 1) return undefined;
  const round = step >= 10 && previous % 10 === 0 ? Math.floor(step / 10) * 10 : step;
  return Array.from({ length: count }, (_, at) => previous + round * (at + 1));
}

/** What ties a rule to its group or ACL, and its direction: taken over as it is written. */
const TIES = [
  'GroupId',
  'GroupName',
  'NetworkAclId',
  'Egress',
  'security_group_id',
  'network_acl_id',
  'egress',
  'type',
];

function besideResource(resource: Resource, pairs: Pairs, outline: AwsOutline, free: string): TextEdit | undefined {
  const { text } = outline;
  const { statement, properties, name } = resource;
  // What decides whether it exists is not taken over.
  if (resource.condition !== undefined) return undefined;
  const ties = TIES.flatMap((key) => tieOf(properties, key, text));
  const after = { start: statement.span.end, end: statement.span.end };
  if (outline.source.notation === 'terraform') {
    const renamed = pairs.map(([key, value]) => [RENAMED[resource.type]?.[key] ?? key, value] as const);
    const local = free.slice(free.indexOf('.') + 1);
    return {
      span: after,
      newText: `\n\nresource "${resource.type}" "${local}" {\n${aligned([...ties, ...renamed], '  ')}\n}`,
    };
  }
  if (text[name.span.end] === '"' || statement.words[0]!.text !== name.value) return undefined;
  const indent = indentOf(statement, text);
  const lines = [...ties, ...pairs].map(([key, value]) => `${indent}    ${key}: ${value}`);
  return {
    span: after,
    newText: `\n${indent}${free}:\n${indent}  Type: ${resource.type}\n${indent}  Properties:\n${lines.join('\n')}`,
  };
}

const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_network_acl_rule: { rule_no: 'rule_number', action: 'rule_action' },
};

function tieOf(properties: MapValue, key: string, text: string): (readonly [string, string])[] {
  const field = fieldOf(properties, key);
  if (!field || !propertyOf(properties, key)) return [];
  // From the key's end to the value's: with its tag or quotes.
  const { start, end } = field.statement.span;
  const value = text.slice(start, end).replace(/^["']?[\w]+["']?[ \t]*[:=][ \t]*/, '');
  return value.includes('\n') ? [] : [[key, value]];
}

function freeName({ name }: Resource, number: number | undefined, names: Set<string>, { source }: AwsOutline): string {
  for (let at = number ?? 2; ; at += 1) {
    const candidate = source.notation === 'terraform' ? `${name.value}_${at}` : `${name.value}${at}`;
    if (names.has(candidate)) continue;
    names.add(candidate);
    return candidate;
  }
}

function aligned(pairs: Pairs, indent: string): string {
  const width = Math.max(...pairs.map(([key]) => key.length));
  return pairs.map(([key, value]) => `${indent}${key.padEnd(width)} = ${value}`).join('\n');
}

function indentOf({ span }: Statement, text: string): string {
  const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
  return /^[ \t]*/.exec(line)![0];
}

const isJsonElement = ({ span }: Statement, text: string): boolean =>
  /^\{\s*"/.test(text.slice(span.start, span.start + 40));

const quotedJson = (value: string): string => (/^-?\d+$/.test(value) || value.startsWith('"') ? value : `"${value}"`);
