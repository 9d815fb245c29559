import type { NeighbourSetting, PolicyBody, ProcessSetting } from '../../../change.ts';
import type { BgpAddressFamily } from '../../../model/bgp.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { familyOf } from '../bgp.ts';
import { lower } from '../facts.ts';
import type { BgpChange } from './bgp.ts';
import { blockAround } from './block-around.ts';
import { indentAt, inserted, linesOf, nextLine } from './lines.ts';
import type { BindMap, Refuse } from './refuse-routes.ts';

/** How a platform spells what stands in a neighbour's own block. */
export interface NestedBgpSpelling {
  /** One step of indentation. */
  readonly indent: string;
  /** What the process' own timers start with. */
  readonly processTimers: string;
  /** The whole line: `maximum-prefix 500 80 restart 15`. */
  maxPrefix(change: Extract<BgpChange, { kind: 'set-max-prefix' }>): string;
  policy(name: string, direction: 'in' | 'out'): string;
  /** A line of the neighbour, or of its family; undefined: not to be said here. */
  readonly settings: Readonly<Partial<Record<NeighbourSetting['kind'], string>>>;
  /** A line of the process; undefined: there is none for it. */
  process(setting: ProcessSetting): string | undefined;
  /** Refuses routes in front of what a neighbour's policy does. */
  refuse(
    change: Refuse,
    family: BgpAddressFamily,
    outline: Outline,
    device: Device,
    bind: BindMap,
  ): readonly TextEdit[] | undefined;
  /** Lines of a new policy. */
  skeleton(name: string, body: PolicyBody | undefined, family: string, device: Device): readonly string[];
}

/** Changes of a BGP process or one of its neighbours, where each neighbour has a block. */
export const nestedBgpWriter =
  (spelling: NestedBgpSpelling) =>
  (change: BgpChange, outline: Outline, device: Device): readonly TextEdit[] | undefined => {
    const process = device.bgp[change.process];
    if (!process) return undefined;
    const neighbour =
      change.kind === 'set-bgp' || change.neighbour === undefined ? undefined : process.neighbours[change.neighbour];
    const place = neighbour?.spans[0] ?? process.span;
    const block = blockAround(outline, place);
    if (!block) return undefined;
    const { text } = outline;
    if (change.kind === 'set-bgp') {
      const line = spelling.process(change.setting);
      return line === undefined || process.vrf !== undefined ? undefined : atTop(text, block, line, spelling);
    }
    if (change.kind === 'set-bgp-timers') {
      // Where they are written: a group's stand for all its neighbours.
      const written = change.neighbour === undefined ? process.timers : neighbour?.timers;
      if (written?.keepalive && written.hold)
        return [
          { span: written.keepalive.span, newText: `${change.keepalive}` },
          { span: written.hold.span, newText: `${change.hold}` },
        ];
      const values = `${change.keepalive} ${change.hold}`;
      if (change.neighbour === undefined)
        return process.vrf === undefined
          ? under(text, block, `${spelling.processTimers} ${values}`, spelling)
          : undefined;
    }
    if (!neighbour) return undefined;
    const own = within(block.children, neighbour.spans[0]!.start);
    if (!own) return undefined;
    if (change.kind === 'set-bgp-timers')
      return under(text, own, `timers ${change.keepalive} ${change.hold}`, spelling);
    const family = own.children.find(
      (child) =>
        lower(child.words, 0) === 'address-family' && 'family' in change && familyOf(child.words) === change.family,
    );
    if (change.kind === 'set-neighbour') {
      const { kind } = change.setting;
      if (kind !== 'next-hop-self' && kind !== 'send-communities') return setting(text, own, change.setting, spelling);
      const line = spelling.settings[kind];
      return family && line !== undefined ? under(text, family, line, spelling) : undefined;
    }
    // The family is a group's: what is said there holds for others too.
    if (!family) return undefined;
    if (change.kind === 'set-max-prefix') {
      const line = spelling.maxPrefix(change);
      const before = family.children.find(
        (child) => lower(child.words, 0) === lower([{ text: line.split(' ')[0]!, span: own.header }], 0),
      );
      return before ? [{ span: before.header, newText: line }] : under(text, family, line, spelling);
    }
    const direction = change.direction === 'import' ? 'in' : 'out';
    if (change.kind !== 'add-bgp-policy') {
      const settled = neighbour.families.find((one) => one.name === change.family);
      const bind = (name: string): TextEdit[] => under(text, family, spelling.policy(name, direction), spelling);
      return settled && spelling.refuse(change, settled, outline, device, bind);
    }
    if (change.use !== 'route-policy') return undefined;
    const known = device.policies.some((policy) => policy.name.value === change.policyName);
    const end = linesOf(text, block.span).end;
    const lines = known ? [] : spelling.skeleton(change.policyName, change.body, change.family, device);
    return [
      ...under(text, family, spelling.policy(change.policyName, direction), spelling),
      ...(known ? [] : [{ span: { start: end, end }, newText: inserted(text, end, lines) }]),
    ];
  };

/** TTL security and multihop exclude each other. */
function setting(
  text: string,
  own: Statement,
  { kind }: NeighbourSetting,
  spelling: NestedBgpSpelling,
): TextEdit[] | undefined {
  const line = spelling.settings[kind];
  if (line === undefined) return undefined;
  const multihop = own.children.find(({ words }) => lower(words, 0) === 'ebgp-multihop');
  return kind === 'ttl-security' && multihop
    ? [{ span: multihop.header, newText: line }]
    : atTop(text, own, line, spelling);
}

/** The neighbour's statement, in the process or in a VRF of it. */
function within(children: readonly Statement[], start: number): Statement | undefined {
  for (const child of children) {
    if (child.header.start === start) return child;
    if (child.span.start <= start && start < child.span.end) return within(child.children, start);
  }
  return undefined;
}

/** A line in front of a block's others. */
function atTop(text: string, block: Statement, line: string, { indent }: NestedBgpSpelling): TextEdit[] {
  const first = block.children[0];
  const before = first ? indentAt(text, first.header.start) : indentAt(text, block.header.start) + indent;
  const at = nextLine(text, Math.max(block.header.start, block.header.end - 1));
  return [{ span: { start: at, end: at }, newText: inserted(text, at, [before + line]) }];
}

/** A line at the end of a block, as its other lines are indented. */
function under(text: string, block: Statement, line: string, { indent }: NestedBgpSpelling): TextEdit[] {
  const first = block.children[0];
  const before = first ? indentAt(text, first.header.start) : indentAt(text, block.header.start) + indent;
  const at = nextLine(text, Math.max(block.span.start, block.span.end - 1));
  return [{ span: { start: at, end: at }, newText: inserted(text, at, [before + line]) }];
}
