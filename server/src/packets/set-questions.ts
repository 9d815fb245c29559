import type { Action, Filter, Match } from '../../../grammars/model/filter.ts';
import type { MatchingRule, Overlap, Packet, Part, PassageAnswer, Permitter, RuleRef } from './analyses.ts';
import { ALL, type Diagram, EMPTY, type Node } from './diagram.ts';
import { encodeMatch, familySet, valuesSet } from './encode.ts';
import type { Chain, Flow, FlowRule } from './flow.ts';
import { LAYOUT, PORTED } from './layout.ts';
import { differ, orNothing } from './line.ts';
import { narrowed } from './narrow.ts';
import { mayPass, passageOf, passageThrough, projection, remains, surelyPasses } from './passage.ts';
import { renderSet } from './render.ts';
import { witnessOf } from './witness.ts';

/** Questions about a set of packets, given as matches (opaque conditions in them count as true). */
export function passageAnswer(flow: Flow, chains: readonly Chain[], packets: readonly Match[]): PassageAnswer {
  const asked = chains.reduce(
    (set, { filter }) => flow.diagram.and(set, familySet(flow.diagram, filter.family)),
    setOf(flow, packets),
  );
  const narrow = narrowed(flow, packets);
  const narrowChains = chains.map(({ index }) => narrow.chains.get(index)!);
  const passage = passageThrough(narrow, narrowChains, asked);
  const may = mayPass(flow, passage);
  return {
    surelyPermitted: partOf(flow, surelyPasses(flow, asked, passage), asked),
    possiblyPermitted: partOf(flow, may, asked),
    surelyDenied: partOf(flow, flow.diagram.diff(asked, may), asked),
    closed: chains.every(({ filter }) => filter.closed),
  };
}

/**
 * One at a time, in the order in which they are tried: who looks for one does not pay for those behind it.
 * @param placed where a rule stands in the text
 */
export function* permitters(
  flow: Flow,
  chain: Chain,
  packets: readonly Match[],
  placed: (ref: RuleRef) => RuleRef,
): Generator<Permitter> {
  const { diagram } = flow;
  const asked = diagram.and(setOf(flow, packets), familySet(diagram, chain.filter.family));
  const permitter = (permits: Node, sure: boolean, rule?: number): Permitter[] => {
    if (permits === EMPTY) return [];
    let sources: bigint | undefined;
    return [
      {
        ...(rule === undefined ? {} : { ref: placed({ filter: chain.index, rule }) }),
        permits: partOf(flow, permits, asked),
        get sources() {
          sources ??= addressesIn(diagram, permits, LAYOUT.source.top);
          return sources;
        },
        sure,
      },
    ];
  };
  const narrow = narrowed(flow, packets);
  let left = asked;
  for (const [at, own] of narrow.chains.get(chain.index)!.rules.entries()) {
    if (left === EMPTY) break;
    const { kind } = own.rule.action;
    if (!own.rule.active || kind === 'continue' || !diagram.intersects(left, own.over)) continue;
    const met = diagram.and(left, own.over);
    if (kind === 'permit') yield* permitter(met, diagram.intersects(left, own.under), at);
    if ((kind === 'jump' || kind === 'goto') && own.target !== undefined) {
      const inner = passageOf(narrow, narrow.chains.get(own.target)!, met);
      const sure = diagram.intersects(diagram.diff(diagram.and(met, own.under), inner.deny), inner.permit);
      yield* permitter(inner.permit, sure, at);
    }
    left = diagram.diff(left, own.consumes);
  }
  if (chain.filter.fallback.action === 'permit') yield* permitter(left, true);
}

/** One pass, so that a wide question costs a long list no more than a narrow one. */
export function rulesMatching(
  flow: Flow,
  chain: Chain,
  packets: readonly Match[],
  most = Number.POSITIVE_INFINITY,
): MatchingRule[] {
  const { diagram } = flow;
  const asked = diagram.and(setOf(flow, packets), familySet(diagram, chain.filter.family));
  const found: MatchingRule[] = [];
  let left = diagram.and(asked, chain.arrives);
  let surely = left;
  for (const [at, own] of chain.rules.entries()) {
    if (found.length >= most) break;
    if (!diagram.intersects(asked, own.over)) continue;
    const decides = diagram.and(left, own.over);
    found.push({
      ref: { filter: chain.index, rule: at },
      matches: partOf(flow, diagram.and(asked, own.over), asked, chain.filter.family),
      decides: partOf(flow, decides, asked, chain.filter.family),
      sure: diagram.subset(decides, diagram.and(surely, own.under)),
    });
    left = diagram.diff(left, own.consumes);
    surely = diagram.diff(surely, mayTake(flow, own, surely));
  }
  return found;
}

/** What of the packets may not come past the rule. */
function mayTake(flow: Flow, { rule, over, target }: FlowRule, packets: Node): Node {
  const { diagram } = flow;
  if (!rule.active || rule.action.kind === 'continue') return EMPTY;
  const met = diagram.and(packets, over);
  const called = rule.action.kind === 'jump' && target !== undefined ? flow.chains.get(target) : undefined;
  if (!called || met === EMPTY) return met;
  const { permit, deny } = passageOf(flow, called, met);
  return diagram.or(permit, deny);
}

/** What both rules match and comes to the earlier one; conditions that are unsure count as false. */
export function overlapOf(flow: Flow, chain: Chain, earlier: number, later: number): Overlap | undefined {
  const { diagram, universe } = flow;
  const [one, other] = [chain.rules[earlier], chain.rules[later]];
  if (!one || !other || !diagram.intersects(one.under, other.under)) return undefined;
  const both = diagram.and(diagram.and(one.under, other.under), chain.arrives);
  const met = remains(flow, chain, earlier, earlier, both);
  const witness = witnessOf(diagram, universe, met);
  if (!witness) return undefined;
  return {
    get text() {
      return orNothing(() => renderSet(diagram, universe, chain.filter.family, met), NOT_DECIDED);
    },
    packets: flowsIn(diagram, met),
    exception: isException(flow, chain, earlier),
    witness,
  };
}

/** Of rules that permit or deny, whether the later ones of the other class hold all of this one, catch-alls aside. */
function isException({ diagram }: Flow, chain: Chain, at: number): boolean {
  const own = chain.rules[at]!;
  let left = own.under;
  for (const other of chain.meeting(at, at + 1, chain.rules.length)) {
    if (left === EMPTY) break;
    const { rule, under } = chain.rules[other]!;
    if (!rule.active || !isVerdict(rule.action) || !differ(rule.action, own.rule.action)) continue;
    if (!diagram.subset(familySet(diagram, chain.filter.family), under)) left = diagram.diff(left, under);
  }
  return left === EMPTY;
}

const isVerdict = ({ kind }: Action): boolean => kind === 'permit' || kind === 'deny';

/** The packets that answer those matched: ends swapped, of an established connection. */
export function repliesTo(packets: readonly Match[]): Match[] {
  return packets.map(
    ({ source, destination, sourcePort, destinationPort, inInterface, outInterface, icmp, tcpFlags, ...same }) => ({
      ...same,
      ...(destination ? { source: destination } : {}),
      ...(source ? { destination: source } : {}),
      ...(destinationPort ? { sourcePort: destinationPort } : {}),
      ...(sourcePort ? { destinationPort: sourcePort } : {}),
      ...(outInterface ? { inInterface: outInterface } : {}),
      ...(inInterface ? { outInterface: inInterface } : {}),
      ...(icmp ? { icmp: { anyOf: icmp.anyOf.map(({ type }) => ({ type: answerTo(type) })) } } : {}),
      // What answers an opening segment has ACK set and is no RST.
      ...(tcpFlags ? { tcpFlags: { anyOf: [{ mask: 0x14, value: 0x10 }] } } : {}),
      state: { anyOf: ['established' as const] },
    }),
  );
}

/** Echo request and reply, of ICMP and ICMPv6 (RFC 792, RFC 4443 section 4). */
function answerTo(type: { first: number; last: number }): { first: number; last: number } {
  if (type.first === 8 && type.last === 8) return { first: 0, last: 0 };
  return type.first === 128 && type.last === 128 ? { first: 129, last: 129 } : type;
}

const setOf = ({ diagram, universe }: Flow, packets: readonly Match[]): Node =>
  diagram.union(packets.map((match) => encodeMatch(diagram, universe, match)));

/** `family`: that of all packets asked about; the words then need not say it. */
export function partOf({ diagram, universe }: Flow, part: Node, asked: Node, family: Filter['family'] = 'both'): Part {
  let text: string | undefined;
  let witness: Packet | undefined;
  return {
    amount: part === EMPTY ? 'none' : part === asked ? 'all' : 'some',
    get text() {
      text ??= orNothing(() => renderSet(diagram, universe, family, part), NOT_DECIDED);
      return text;
    },
    get witness() {
      witness ??= witnessOf(diagram, universe, part);
      return witness;
    },
  };
}

/** What stands for words that there is no budget left to find. */
const NOT_DECIDED = 'not decided';

/** Distinct addresses at a place, of both families. */
export function addressesIn(diagram: Diagram, set: Node, top: number): bigint {
  return (['ipv4', 'ipv6'] as const).reduce((sum, family) => {
    const half = diagram.and(set, familySet(diagram, family));
    if (half === EMPTY) return sum;
    const width = family === 'ipv4' ? 32 : 128;
    const field = projection(diagram, half, top, width);
    // A share in 32 bits is exact.
    if (family === 'ipv4') return sum + BigInt(diagram.share(field) * 2 ** 32);
    return sum + (field === ALL ? 1n << 128n : diagram.count(field, top + width) >> BigInt(top));
  }, 0n);
}

/** Distinct addresses, protocols and, of protocols that have them, ports. */
function flowsIn(diagram: Diagram, set: Node): bigint {
  const ported = diagram.union(PORTED.map((first) => valuesSet(diagram, LAYOUT.protocol, [{ first, last: first }])));
  const counted = [
    { part: diagram.and(set, ported), levels: LAYOUT.icmpType.top },
    { part: diagram.diff(set, ported), levels: LAYOUT.destinationPort.top },
  ];
  return (['ipv4', 'ipv6'] as const).reduce((sum, family) => {
    // IPv4 addresses leave 96 levels at either end free.
    const free = family === 'ipv4' ? 192n : 0n;
    return counted.reduce((all, { part, levels }) => {
      const half = diagram.and(part, familySet(diagram, family));
      return half === EMPTY ? all : all + (diagram.count(projection(diagram, half, 0, levels), levels) >> free);
    }, sum);
  }, 0n);
}
