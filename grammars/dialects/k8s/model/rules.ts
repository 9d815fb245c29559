import { fieldsOf, type Item, type MapValue, propertyOf, type Value } from '../../../kit/cloud/value.ts';
import type { WrittenMask } from '../../../model/device.ts';
import type { FilterRule, Match, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import { otherFields } from './other-fields.ts';
import { type Peer, peerOf } from './peers.ts';
import { type Port, portOf } from './ports.ts';

export type Direction = 'ingress' | 'egress';

export interface PolicyRule {
  readonly rule: FilterRule;
  readonly problems: readonly MatchProblem[];
  readonly masks: readonly WrittenMask[];
}

/** @param place where the policy is, after pods that it speaks of without a namespace: ` in shop` */
export function policyRule(value: Value, statement: Statement, direction: Direction, place: string): PolicyRule {
  const { span } = statement;
  const peers = peersOf(value, direction, place);
  const ports = portsOf(value);
  const strange = strangers(value, direction === 'ingress' ? 'from' : 'to', span);
  return {
    rule: {
      span,
      matches: peers.flatMap((peer) => ports.flatMap((port) => matchOf(peer, port, direction, strange))),
      action: { kind: 'permit' },
      effects: [],
      active: true,
    },
    problems: ports.flatMap(({ problem }) => problem ?? []),
    masks: peers.flatMap(({ mask }) => mask ?? []),
  };
}

/** A missing or an empty list is everybody. */
function peersOf(value: Value, direction: Direction, place: string): readonly Peer[] {
  const items = itemsOf(value, direction === 'ingress' ? 'from' : 'to');
  return items.length === 0 ? [{ family: 'both' }] : items.map((item) => peerOf(item, place));
}

/** A missing or an empty list is every port of every protocol. */
function portsOf(value: Value): readonly Port[] {
  const items = itemsOf(value, 'ports');
  return items.length === 0 ? [{}] : items.map(({ value: one }) => portOf(one));
}

function itemsOf(value: Value, key: string): readonly Item[] {
  const list = value.kind === 'map' ? propertyOf(value, key) : undefined;
  return list?.kind === 'list' ? list.items : [];
}

/** A misspelt `from` would let everybody in; what was meant is not known. */
function strangers(value: Value, peers: 'from' | 'to', span: Opaque['span']): Opaque[] {
  if (value.kind !== 'map') return value.kind === 'nothing' ? [] : [{ text: `rule at ${span.start}`, span }];
  return [...otherFields(value, [peers, 'ports']), ...notLists(value, [peers, 'ports'])];
}

const notLists = (map: MapValue, keys: readonly string[]): Opaque[] =>
  fieldsOf(map, ...keys)
    .filter(({ value }) => value.kind !== 'list' && value.kind !== 'nothing')
    .map(({ key, keySpan }) => ({ text: `${key} at ${keySpan.start}`, span: keySpan }));

function matchOf(peer: Peer, port: Port, direction: Direction, strange: readonly Opaque[]): Match {
  const opaque = [...(peer.opaque ?? []), ...(port.opaque ? [port.opaque] : []), ...strange];
  const side = direction === 'ingress' ? 'source' : 'destination';
  return {
    family: peer.family,
    ...(peer.addresses ? { [side]: peer.addresses } : {}),
    ...(port.protocol === undefined ? {} : { protocol: { anyOf: [{ first: port.protocol, last: port.protocol }] } }),
    ...(port.ports ? { destinationPort: { anyOf: [port.ports] } } : {}),
    ...(opaque.length > 0 ? { opaque } : {}),
  };
}
