import type { Change } from '../../../change.ts';
import type { AddressTerm } from '../../../model/address.ts';
import { formatAddress } from '../../../model/address.ts';
import type { Device } from '../../../model/device.ts';
import type { Field, Filter, Interval, Match } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { statementAt } from '../removal.ts';
import { freePriorities } from './priorities.ts';
import type { Notation, SourcedOutline } from './source.ts';

type Insert = Extract<Change, { kind: 'insert-rules' }>;

/**
 * Writes rules beside one of their direction, in the block or list that it stands in.
 * @returns undefined where a match is more than protocol, ports and prefixes, and where rules are resources of their own
 */
export function insertions(change: Insert, outline: SourcedOutline, device: Device): readonly TextEdit[] | undefined {
  const filter = device.filters[change.filter];
  const numbers = filter && freePriorities(filter, change.before, change.matches.length);
  const beside = filter && besideOf(filter, outline);
  if (!numbers || !beside) return undefined;
  const direction = filter.name.value.endsWith(' outbound') ? 'Outbound' : 'Inbound';
  const rules = change.matches.map((match, at) => {
    const packets = packetsOf(match);
    return (
      packets && {
        name: `${change.action === 'permit' ? 'Allow' : 'Deny'}${direction}${numbers[at]}`,
        priority: numbers[at]!,
        direction,
        access: change.action === 'permit' ? 'Allow' : 'Deny',
        ...packets,
      }
    );
  });
  const known = rules.filter((rule) => rule !== undefined);
  if (known.length < rules.length || known.some(({ name }) => new RegExp(`["']${name}["']`).test(outline.text)))
    return undefined;
  const indent = indentOf(beside, outline.text);
  const written = known.map((rule) => WRITERS[outline.source.notation](rule, indent, stepOf(beside, outline.text)));
  return [{ span: { start: beside.span.end, end: beside.span.end }, newText: written.join('') }];
}

/** The last rule that stands in a block or list of its group. */
function besideOf(filter: Filter, outline: SourcedOutline): Statement | undefined {
  const last = filter.rules.findLast(({ implicit }) => !implicit);
  const statement = last && statementAt(last.span, outline);
  const resource = outline.source.resources.some((one) => one.statement === statement);
  const word = statement?.words[0]?.text;
  return !resource && word === (outline.source.notation === 'terraform' ? 'security_rule' : '{')
    ? statement
    : undefined;
}

interface Packets {
  readonly protocol: string;
  readonly sourcePortRange: string;
  readonly destinationPortRange: string;
  readonly sourceAddressPrefix: string;
  readonly destinationAddressPrefix: string;
}

const PROTOCOLS: Readonly<Record<number, string>> = { 6: 'Tcp', 17: 'Udp', 50: 'Esp', 51: 'Ah' };

function packetsOf(match: Match): Packets | undefined {
  const { family, source, destination, protocol, sourcePort, destinationPort, icmp, ...more } = match;
  if (icmp || Object.values(more).some((value) => value !== undefined)) return undefined;
  const [from, to] = [source, destination].map((field) => prefixOf(field, family));
  const [own, there] = [sourcePort, destinationPort].map(rangeOf);
  const one = protocol ? single(protocol) : undefined;
  const name = protocol ? one && one.first === one.last && protocolName(one.first, family) : '*';
  if (!from || !to || !own || !there || !name) return undefined;
  if ((own !== '*' || there !== '*') && name !== 'Tcp' && name !== 'Udp') return undefined;
  return {
    protocol: name,
    sourcePortRange: own,
    destinationPortRange: there,
    sourceAddressPrefix: from,
    destinationAddressPrefix: to,
  };
}

/** Icmp is documented for IPv4 alone. */
const protocolName = (number: number, family: Match['family']): string | undefined =>
  number === 1 && family === 'ipv4' ? 'Icmp' : PROTOCOLS[number];

const single = <T>(field: Field<T>): T | undefined =>
  field.anyOf.length === 1 && !field.except?.length && !field.negated ? field.anyOf[0] : undefined;

function prefixOf(field: Field<AddressTerm> | undefined, family: Match['family']): string | undefined {
  const term = field ? single(field) : ({ kind: 'any' } as const);
  if (term?.kind === 'any') return family === 'both' ? '*' : family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  return term?.kind === 'prefix' ? `${formatAddress(term.family, term.address)}/${term.length}` : undefined;
}

function rangeOf(field: Field<Interval> | undefined): string | undefined {
  if (!field) return '*';
  const range = single(field);
  return range && (range.first === range.last ? String(range.first) : `${range.first}-${range.last}`);
}

interface Rule extends Packets {
  readonly name: string;
  readonly priority: number;
  readonly direction: string;
  readonly access: string;
}

function block(rule: Rule, indent: string): string {
  const pairs = Object.entries(rule).map(([key, value]) => [
    key.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`),
    value,
  ]);
  const width = Math.max(...pairs.map(([key]) => String(key).length));
  const lines = pairs.map(
    ([key, value]) => `${indent}  ${String(key).padEnd(width)} = ${typeof value === 'number' ? value : `"${value}"`}`,
  );
  return `\n\n${indent}security_rule {\n${lines.join('\n')}\n${indent}}`;
}

function element({ name, ...properties }: Rule, indent: string, step: string): string {
  const lines = Object.entries(properties).map(
    ([key, value]) => `${indent}${step}${step}"${key}": ${JSON.stringify(value)}`,
  );
  const inner = `${indent}${step}"properties": {\n${lines.join(',\n')}\n${indent}${step}}`;
  return `,\n${indent}{\n${indent}${step}"name": "${name}",\n${inner}\n${indent}}`;
}

/** Elements stand on lines of their own, without commas. */
function bicepElement({ name, ...properties }: Rule, indent: string, step: string): string {
  const lines = Object.entries(properties).map(
    ([key, value]) => `${indent}${step}${step}${key}: ${typeof value === 'number' ? value : `'${value}'`}`,
  );
  const inner = `${indent}${step}properties: {\n${lines.join('\n')}\n${indent}${step}}`;
  return `\n${indent}{\n${indent}${step}name: '${name}'\n${inner}\n${indent}}`;
}

const WRITERS: Readonly<Record<Notation, (rule: Rule, indent: string, step: string) => string>> = {
  terraform: block,
  bicep: bicepElement,
  template: element,
  export: element,
};

function indentOf({ span }: Statement, text: string): string {
  const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
  return /^[ \t]*/.exec(line)![0];
}

/** What one level more is indented by. */
function stepOf(beside: Statement, text: string): string {
  const [first] = beside.children;
  const own = indentOf(beside, text);
  const inner = first ? indentOf(first, text) : own;
  return inner.length > own.length && inner.startsWith(own) ? inner.slice(own.length) : '  ';
}
