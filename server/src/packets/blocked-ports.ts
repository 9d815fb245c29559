import type { Interval, Match } from '../../../grammars/model/filter.ts';
import type { BlockedPorts, Packet, PortQuery, RuleRef } from './analyses.ts';
import { decidersFrom } from './deciders.ts';
import { type Diagram, EMPTY, type Node } from './diagram.ts';
import { addressNode, encodeMatch, familySet, intervalsNode, valuesOf, valuesSet } from './encode.ts';
import type { Chain, Flow } from './flow.ts';
import { type Intervals, intersect, normalise, subtract } from './intervals.ts';
import { LAYOUT } from './layout.ts';
import { askedBy, narrowed } from './narrow.ts';
import { answerFlows, newFlows } from './new-flows.ts';
import { mayAnyPass, mayPass, passageOf, projection } from './passage.ts';
import { plainPassage } from './plain-passage.ts';
import { destinationPortsOf, productSets, saysAddressesAndPorts } from './products.ts';
import type { Universe } from './universe.ts';
import { witnessOf } from './witness.ts';

const NONE: BlockedPorts = { blocked: [] };

/**
 * Ports no new flow can reach through the chain, whatever its addresses; none where an unknown statement might let it pass.
 * @param placed where a rule stands in the text
 * @param answered asks within a budget, for what is found out when it is read
 */
export function blockedPorts(
  whole: Flow,
  index: number,
  query: PortQuery,
  placed: (ref: RuleRef) => RuleRef,
  answered: <T>(otherwise: T, question: () => T) => T,
): BlockedPorts {
  const chain = whole.chains.get(index)!;
  const { filter } = chain;
  if (!closedWithCallees(whole, chain) || (filter.family !== 'both' && filter.family !== query.family)) return NONE;
  if (query.hook !== undefined && filter.hook !== undefined && query.hook !== filter.hook) return NONE;
  const blocked = plainlyBlocked(whole, chain, query) ?? blockedAt(whole, chain, query);
  const [lowest] = blocked;
  if (!lowest) return NONE;
  let denier: Denier | undefined;
  const deny = (): Denier => (denier ??= answered({}, () => denierOf(whole, chain, query, lowest.first)));
  return {
    blocked,
    get by() {
      const { by } = deny();
      return by && placed(by);
    },
    get witness() {
      return deny().witness;
    },
  };
}

/** Told without a diagram; undefined where that is too much for it. */
function plainlyBlocked(flow: Flow, chain: Chain, query: PortQuery): Intervals | undefined {
  const sets = productSets(flow.universe, query);
  if (!sets) return undefined;
  const wanted = wantedPorts(query);
  const onePort = isOnePort(wanted);
  const { permit, returns } = plainPassage(sets, flow, chain, sets.asked, onePort);
  if (sets.gaveUp) return undefined;
  if (onePort) return permit.length + returns.length > 0 ? [] : wanted;
  return subtract(wanted, destinationPortsOf([...permit, ...returns]), 0xffff);
}

function blockedAt(whole: Flow, { index }: Chain, query: PortQuery): Intervals {
  const { diagram } = whole;
  const flow = narrowed(whole, askedBy(query));
  const chain = flow.chains.get(index)!;
  const wanted = wantedPorts(query);
  const asked = packetsAsked(flow, query);
  if (isOnePort(wanted)) return mayAnyPass(flow, chain, asked) ? [] : wanted;
  const passing = mayPass(flow, passageOf(flow, chain, asked));
  return subtract(wanted, portsOf(diagram, passing, query.family, query.protocol), 0xffff);
}

interface Denier {
  /** Absent: the fallback. */
  readonly by?: RuleRef;
  readonly witness?: Packet;
}

/** What denies most of the packets to this port, and one of them. */
function denierOf(whole: Flow, { index }: Chain, query: PortQuery, port: number): Denier {
  const { diagram, universe } = whole;
  const flow = narrowed(whole, askedBy(query));
  const chain = flow.chains.get(index)!;
  const asked = packetsAsked(flow, query);
  const onPort = diagram.and(asked, valuesSet(diagram, LAYOUT.destinationPort, [{ first: port, last: port }]));
  const { deciders: all, left: fallen } = decidersFrom(flow, chain, 0, chain.rules.length, onPort);
  const deciders = all.filter(({ action }) => action.kind === 'deny');
  let largest = deciders[0];
  for (const one of deciders) if (diagram.share(one.part) > diagram.share(largest!.part)) largest = one;
  const byFallback = !largest || diagram.share(fallen) > diagram.share(largest.part);
  const witness = witnessOf(diagram, universe, byFallback && fallen !== EMPTY ? fallen : (largest?.part ?? onPort));
  return { ...(largest && !byFallback ? { by: largest.ref } : {}), ...(witness ? { witness } : {}) };
}

const isOnePort = ([only, more]: readonly Interval[]): boolean =>
  !more && only !== undefined && only.first === only.last;

const wantedPorts = ({ ports }: PortQuery): readonly Interval[] =>
  intersect(normalise(ports), [{ first: 0, last: 0xffff }]);

/** The new flows, or answers, that a query is about. */
export function packetsAsked({ diagram, universe }: Flow, query: PortQuery): Node {
  const { family, protocol, within, inInterface, outInterface } = query;
  const { source, destination, sourcePort } = within ?? {};
  const flows = (query.answers ? answerFlows : newFlows)(diagram, protocol, {
    ...(inInterface === undefined ? {} : { inInterface: codeOf(universe, inInterface) }),
    ...(outInterface === undefined ? {} : { outInterface: codeOf(universe, outInterface) }),
    above: (below) => {
      let node = below;
      if (sourcePort) node = intervalsNode(diagram, LAYOUT.sourcePort, valuesOf(sourcePort, 0xffff), node);
      node = intervalsNode(diagram, LAYOUT.destinationPort, wantedPorts(query), node);
      if (source) node = addressNode(diagram, LAYOUT.source, source, family, node);
      return destination ? addressNode(diagram, LAYOUT.destination, destination, family, node) : node;
    },
  });
  const asked = diagram.and(familySet(diagram, family), flows);
  return within && !isSaid(within, family) ? diagram.and(asked, encodeMatch(diagram, universe, within)) : asked;
}

const codeOf = (universe: Universe, name: string): Intervals => {
  const code = universe.codeOf(name);
  return [{ first: code, last: code }];
};

/** Whether the match asks for nothing but what such flows are asked for above. */
const isSaid = (within: Match, asked: PortQuery['family']): boolean =>
  (within.family === 'both' || within.family === asked) && saysAddressesAndPorts(within);

/** Nothing unknown in the chain nor in any it leads to. */
export function closedWithCallees(flow: Flow, chain: Chain, seen = new Set<Chain>()): boolean {
  if (seen.has(chain)) return true;
  seen.add(chain);
  return (
    chain.filter.closed &&
    chain.rules.every(({ target }) => {
      const callee = target === undefined ? undefined : flow.chains.get(target);
      return !callee || closedWithCallees(flow, callee, seen);
    })
  );
}

/** Ports of a protocol that occur in the set, whatever the addresses above them. */
export function portsOf(diagram: Diagram, set: Node, family: 'ipv4' | 'ipv6', protocol: number): Interval[] {
  const step = (node: Node, level: number, bit: number): Node => {
    if (diagram.levelOf(node) !== level) return node;
    return bit === 1 ? diagram.highOf(node) : diagram.lowOf(node);
  };
  let node = step(set, LAYOUT.family.top, family === 'ipv6' ? 1 : 0);
  for (let bit = 0; bit < 8; bit += 1) node = step(node, LAYOUT.protocol.top + bit, (protocol >> (7 - bit)) & 1);
  const found: Interval[] = [];
  const visit = (at: Node, first: number, bits: number): void => {
    if (at === EMPTY) return;
    if (diagram.levelOf(at) >= LAYOUT.destinationPort.top + 16) {
      found.push({ first, last: first + 2 ** bits - 1 });
      return;
    }
    const level = LAYOUT.destinationPort.top + 16 - bits;
    visit(step(at, level, 0), first, bits - 1);
    visit(step(at, level, 1), first + 2 ** (bits - 1), bits - 1);
  };
  visit(projection(diagram, node, LAYOUT.destinationPort.top, 16), 0, 16);
  return [...normalise(found)];
}
