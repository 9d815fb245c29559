import type { Change } from '../../../change.ts';
import { indentAt, lineEndOf } from '../../../kit/cisco-like/write/lines.ts';
import { type AddressTerm, formatAddress, formatPrefix, hostMask, type Prefix } from '../../../model/address.ts';
import type { Field, InterfacePattern, Interval, Match } from '../../../model/filter.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type Block, entriesOf, isOn, table, values, word } from '../config-tree.ts';
import type { Zones } from '../model/interface-names.ts';
import { maskedPrefix } from '../model/interfaces.ts';
import { before, quoted } from './entries.ts';

type Insert = Extract<Change, { kind: 'insert-rule' }>;

/** What has to be made before a policy can name it, and the policy's own lines. */
interface Draft {
  readonly objects: Map<string, readonly string[]>;
  readonly settings: string[];
}

/** A policy with the objects that it needs; undefined where a condition cannot be said in one. */
export function newPolicy(
  { match, action, log }: Pick<Insert, 'match' | 'action' | 'log'>,
  policies: Block,
  place: { readonly text: string; readonly at: number; readonly sample: Block; readonly after?: number },
  zones: Zones,
  scope: Block,
): TextEdit[] | undefined {
  const { text, at, sample } = place;
  const draft: Draft = { objects: new Map(), settings: [] };
  if (!describe(match, action, log ?? false, draft, zones, scope)) return undefined;
  if (action === 'permit') draft.settings.push(...translation(draft.settings, policies));
  const free =
    policies.entries.reduce((most, { name }) => Math.max(most, Number(name.value) || 0), place.after ?? 0) + 1;
  const header = sample.statements[0]!.header;
  const inner = sample.statements[0]!.children[0];
  const indent = indentAt(text, header.start);
  const deeper = inner ? indentAt(text, inner.span.start) : `${indent}    `;
  const newline = lineEndOf(text);
  const lines = [`${indent}edit ${free}`, ...draft.settings.map((one) => deeper + one), `${indent}next`];
  const made = [...draft.objects.values()].flat();
  return [
    ...(made.length > 0 ? [before(text, policies, made)] : []),
    { span: { start: at, end: at }, newText: lines.map((line) => line + newline).join('') },
  ];
}

function describe(
  match: Match,
  action: 'permit' | 'deny',
  log: boolean,
  draft: Draft,
  zones: Zones,
  scope: Block,
): boolean {
  if (match.family !== 'ipv4' || match.tcpFlags || match.fragment || match.state || match.dscp || match.opaque)
    return false;
  const from = places(match.inInterface, zones);
  const to = places(match.outInterface, zones);
  const source = address(match.source, draft, scope);
  const destination = address(match.destination, draft, scope);
  const service = serviceOf(match, draft, scope);
  if (!from || !to || !source || !destination || !service) return false;
  draft.settings.push(
    `set srcintf ${from}`,
    `set dstintf ${to}`,
    ...(action === 'permit' ? ['set action accept'] : []),
    `set srcaddr ${source}`,
    `set dstaddr ${destination}`,
    'set schedule "always"',
    `set service ${service}`,
    ...(log ? ['set logtraffic all'] : []),
  );
  return true;
}

/** As policies towards the same interfaces translate, so does the new one: without that its packets would find no way back. */
function translation(settings: readonly string[], policies: Block): string[] {
  const there = (entry: Block): boolean =>
    settings.includes(
      `set dstintf ${values(entry, 'dstintf')
        .map((one) => quoted(one.value))
        .join(' ')}`,
    );
  const alike = policies.entries.find(
    (entry) => word(entry, 'action') === 'accept' && isOn(entry, 'nat') && there(entry),
  );
  return ['nat', 'ippool', 'poolname'].flatMap((name) => {
    const own = values(alike, name).map((one) => (name === 'poolname' ? quoted(one.value) : one.value));
    return own.length > 0 ? [`set ${name} ${own.join(' ')}`] : [];
  });
}

function places(field: Field<InterfacePattern> | undefined, zones: Zones): string | undefined {
  if (!field) return '"any"';
  if (field.negated || field.except?.length || field.anyOf.some(({ prefix }) => prefix)) return undefined;
  // A member of a zone cannot be named in a policy.
  const names = new Set(field.anyOf.map(({ name }) => zones.zoneOf(name) ?? name));
  return [...names].map(quoted).join(' ');
}

function address(field: Field<AddressTerm> | undefined, draft: Draft, scope: Block): string | undefined {
  if (!field || field.anyOf.some(({ kind }) => kind === 'any'))
    return field?.except?.length || field?.negated ? undefined : '"all"';
  if (field.negated || field.except?.length) return undefined;
  const names: string[] = [];
  for (const term of field.anyOf) {
    if (term.kind !== 'prefix' || term.family !== 'ipv4') return undefined;
    const known = entriesOf(scope, 'firewall address').find((entry) => isPlainNetwork(entry, term));
    if (known) {
      names.push(known.name.value);
      continue;
    }
    const mask = formatAddress('ipv4', 0xffffffffn & ~hostMask('ipv4', term.length));
    const name = freeName(`net-${formatPrefix(term).replace('/', '-')}`, 'firewall address', scope);
    names.push(name);
    draft.objects.set(name, [
      'config firewall address',
      `    edit ${quoted(name)}`,
      `        set subnet ${formatAddress('ipv4', term.address)} ${mask}`,
      '    next',
      'end',
    ]);
  }
  return names.map(quoted).join(' ');
}

function isPlainNetwork(entry: Block, { address: network, length }: Prefix): boolean {
  const own =
    (word(entry, 'type') ?? 'ipmask') === 'ipmask' ? maskedPrefix(values(entry, 'subnet'))?.prefix : undefined;
  return (
    own !== undefined && own.address === network && own.length === length && !entry.settings.has('associated-interface')
  );
}

function serviceOf(match: Match, draft: Draft, scope: Block): string | undefined {
  if (match.icmp || match.sourcePort) return undefined;
  const [only, ...more] = match.protocol?.anyOf ?? [];
  if (!match.protocol) return match.destinationPort ? undefined : '"ALL"';
  if (!only || more.length > 0 || only.first !== only.last || match.protocol.negated) return undefined;
  const kind = only.first === 6 ? 'tcp' : only.first === 17 ? 'udp' : undefined;
  if (!kind) return undefined;
  if (!match.destinationPort) return kind === 'tcp' ? '"ALL_TCP"' : '"ALL_UDP"';
  if (match.destinationPort.negated || match.destinationPort.except?.length) return undefined;
  const ports = match.destinationPort.anyOf.map(portText);
  const custom = entriesOf(scope, 'firewall service custom');
  if (kind === 'tcp' && ports.join() === '443' && !custom.some(({ name }) => name.value === 'HTTPS')) return '"HTTPS"';
  // The same ports, under whatever name.
  const same = custom.find(
    (one) =>
      one.settings.size === 1 &&
      values(one, `${kind}-portrange`)
        .map(({ value }) => value)
        .join() === ports.join(),
  );
  if (same) return quoted(same.name.value);
  const name = freeName(`${kind}-${ports.join('_')}`.slice(0, 60), 'firewall service custom', scope);
  draft.objects.set(`service ${name}`, [
    'config firewall service custom',
    `    edit ${quoted(name)}`,
    `        set ${kind}-portrange ${ports.join(' ')}`,
    '    next',
    'end',
  ]);
  return quoted(name);
}

const portText = ({ first, last }: Interval): string => (first === last ? `${first}` : `${first}-${last}`);

function freeName(wanted: string, path: string, scope: Block): string {
  const taken = new Set(
    [
      ...entriesOf(scope, path),
      ...(table(scope, path.replace('address', 'addrgrp').replace('custom', 'group'))?.entries ?? []),
    ].map(({ name }) => name.value),
  );
  let name = wanted;
  for (let more = 2; taken.has(name); more += 1) name = `${wanted}-${more}`;
  return name;
}
