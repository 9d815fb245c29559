import type { DefaultOriginate, IgpRedistribution, InForce } from '../../model/igp.ts';
import type { Statement, Word } from '../../outline.ts';
import type { Span } from '../../text/span.ts';
import { after, type Facts, lower } from './facts.ts';
import { defaultOriginateOf, igpRedistributionOf } from './igp-origins.ts';
import { spanOf, unnegated } from './ospf-lines.ts';

/** Gathers one protocol of platforms that say some of it in the process and some in interfaces. */
export interface ProtocolReader {
  /** `router ospf 1 [vrf RED]`, `router isis CORE`, with everything inside */
  process(statement: Statement): void;
  /** `interface GigabitEthernet0/1`: its lines about the protocol. */
  interface(statement: Statement, name: string): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

/** What processes of OSPF and IS-IS have alike while their lines are read. */
export interface IgpDraft {
  readonly passive: Map<string, InForce<boolean>>;
  passiveByDefault?: Span;
  readonly redistributions: IgpRedistribution[];
  defaultOriginate?: DefaultOriginate;
  readonly unfollowed: Span[];
  closed: boolean;
}

/** What a protocol does differently with the lines of its processes. */
export interface ProcessLines<Draft extends IgpDraft> {
  /** The process of a VRF inside another one: NX-OS says it there. */
  inner(outer: Draft, vrf: string, span: Span): Draft;
  /** @returns whether the line is followed */
  readLine(statement: Statement, words: readonly Word[], negated: boolean, draft: Draft): boolean;
  /** Lines by their first word that change which routes are learned, announced or used. */
  readonly changesRoutes: ReadonlySet<string>;
}

/** Reads what stands in a process. @param found takes the processes of VRFs inside it */
export function readProcessLines<Draft extends IgpDraft>(
  statement: Statement,
  draft: Draft,
  found: Draft[],
  protocol: ProcessLines<Draft>,
): void {
  for (const child of statement.children) {
    if (child.coverage === 'unknown') {
      draft.closed = false;
      continue;
    }
    const { words, negated } = unnegated(child);
    const first = lower(words, 0);
    if (first === 'vrf' && words[1] && child.children.length > 0) {
      const inner = protocol.inner(draft, words[1].text, child.header);
      readProcessLines(child, inner, found, protocol);
      found.push(inner);
    } else if (first === 'address-family') {
      // `address-family ipv6 unicast vrf RED` of `router ospfv3` is told apart no further.
      if (after(words, 'vrf')) draft.unfollowed.push(child.header);
      readProcessLines(child, draft, found, protocol);
    } else if (protocol.readLine(child, words, negated, draft)) child.coverage = 'modelled';
    else if (protocol.changesRoutes.has(first)) draft.unfollowed.push(child.header);
  }
}

/** `passive-interface default`, `no passive-interface GigabitEthernet0/1`. @returns whether it names one */
export function readPassive(words: readonly Word[], negated: boolean, draft: IgpDraft): boolean {
  const name = words[1];
  if (!name) return false;
  if (lower(words, 1) === 'default') {
    if (negated) delete draft.passiveByDefault;
    else draft.passiveByDefault = spanOf(words);
    return true;
  }
  // `GigabitEthernet 0/1` in two words.
  const split = words[2] && /^[a-z-]+$/i.test(name.text) && /^\d/.test(words[2].text);
  draft.passive.set((name.text + (split ? words[2]!.text : '')).toLowerCase(), {
    value: !negated,
    span: spanOf(words),
  });
  return true;
}

/** `redistribute static`, `default-information originate`. @returns whether it is followed; undefined: it is neither */
export function readIgpOrigin(
  statement: Statement,
  words: readonly Word[],
  draft: IgpDraft,
  more: Partial<IgpRedistribution> = {},
): boolean | undefined {
  if (lower(words, 0) === 'redistribute') {
    const taken = igpRedistributionOf(statement);
    if (taken) draft.redistributions.push({ ...taken, ...more });
    return taken !== undefined;
  }
  if (lower(words, 0) !== 'default-information') return undefined;
  const origin = defaultOriginateOf(statement);
  if (origin) draft.defaultOriginate = origin;
  return origin !== undefined;
}
