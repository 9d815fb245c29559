import type { Change, NeighbourSetting, ProcessSetting } from '../../../change.ts';
import type { BgpProcess } from '../../../model/bgp.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { contains } from '../../../text/span.ts';
import { familyOf } from '../bgp.ts';
import { after, lower } from '../facts.ts';
import { blockAround } from './block-around.ts';
import { indentAt, inserted, linesOf, nextLine } from './lines.ts';
import { type RouteSpelling, refuseRoutes, routeMapOf } from './refuse-routes.ts';

export type BgpChange = Extract<
  Change,
  {
    kind:
      | 'set-bgp-timers'
      | 'set-max-prefix'
      | 'add-bgp-policy'
      | 'refuse-routes'
      | 'refuse-paths'
      | 'refuse-invalid'
      | 'set-neighbour'
      | 'set-bgp';
  }
>;

/** How a platform spells what is said of neighbours by their name: `neighbor X ...`. */
export interface BgpSpelling {
  /** `maximum-prefix`, and what follows it. */
  readonly maxPrefix: {
    readonly keyword: string;
    value(change: Extract<BgpChange, { kind: 'set-max-prefix' }>): string;
  };
  /** What follows `neighbor X`. */
  readonly settings: Readonly<Record<NeighbourSetting['kind'], string>>;
  /** A line of the process; undefined: there is none for it. */
  process(setting: ProcessSetting): string | undefined;
  readonly routes: RouteSpelling;
  /** What stands before a line of a process that has none yet. */
  readonly indent: string;
}

/** Changes of a BGP process or one of its neighbours: a line beside those that the neighbour has. */
export const bgpWriter =
  (spelling: BgpSpelling) =>
  (change: BgpChange, outline: Outline, device: Device): readonly TextEdit[] | undefined =>
    writeBgp(change, outline, device, spelling);

function writeBgp(
  change: BgpChange,
  outline: Outline,
  device: Device,
  spelling: BgpSpelling,
): readonly TextEdit[] | undefined {
  const process = device.bgp[change.process];
  if (!process) return undefined;
  const neighbour =
    change.kind === 'set-bgp' || change.neighbour === undefined ? undefined : process.neighbours[change.neighbour];
  // A process may be written in several blocks.
  const place = neighbour?.spans[0] ?? process.span;
  const block = blockAround(outline, place);
  if (!block) return undefined;
  if (change.kind === 'set-bgp') {
    const line = spelling.process(change.setting);
    return line === undefined ? undefined : processLine(outline.text, block, process, line, spelling);
  }
  if (change.kind === 'set-bgp-timers' && change.neighbour === undefined)
    return processTimers(outline.text, block, process, `timers bgp ${change.keepalive} ${change.hold}`, spelling);
  if (!neighbour) return undefined;
  // A range has no lines of its own: what is said of it is said of its group.
  const name = neighbour.address.value.includes('/') ? neighbour.group?.value : neighbour.address.value;
  if (name === undefined) return undefined;
  if (change.kind === 'set-bgp-timers') {
    // Where they are written: a group's stand for all its neighbours.
    const { keepalive, hold } = neighbour.timers ?? {};
    if (keepalive && hold)
      return [
        { span: keepalive.span, newText: `${change.keepalive}` },
        { span: hold.span, newText: `${change.hold}` },
      ];
    const home = placeOf(block, name, process.vrf, undefined);
    return home && replaceOrAdd(outline.text, home, name, 'timers', `${change.keepalive} ${change.hold}`);
  }
  const home = placeOf(block, name, process.vrf, change.family);
  if (!home) return undefined;
  if (change.kind === 'set-neighbour') {
    const line = spelling.settings[change.setting.kind];
    // TTL security and multihop exclude each other.
    const instead = change.setting.kind === 'ttl-security' ? 'ebgp-multihop' : undefined;
    const written = home.own.find((statement) => instead !== undefined && lower(statement.words, 2) === instead);
    if (written) return [{ span: { start: written.words[2]!.span.start, end: written.header.end }, newText: line }];
    return addLine(outline.text, home, `neighbor ${name} ${line}`);
  }
  if (change.kind === 'refuse-routes' || change.kind === 'refuse-paths' || change.kind === 'refuse-invalid') {
    const family = neighbour.families.find((one) => one.name === change.family);
    const direction = change.direction === 'import' ? 'in' : 'out';
    return (
      family &&
      refuseRoutes(
        change,
        family,
        outline,
        device,
        (map) => addLine(outline.text, home, `neighbor ${name} route-map ${map} ${direction}`),
        spelling.routes,
      )
    );
  }
  if (change.kind === 'set-max-prefix')
    return replaceOrAdd(outline.text, home, name, spelling.maxPrefix.keyword, spelling.maxPrefix.value(change));
  if (change.use !== 'route-policy') return undefined;
  const direction = change.direction === 'import' ? 'in' : 'out';
  return [
    ...addLine(outline.text, home, `neighbor ${name} route-map ${change.policyName} ${direction}`),
    ...skeleton(outline.text, block, device, change),
  ];
}

interface Home {
  /** Statements about the neighbour where the new one belongs, in text order. */
  readonly own: readonly Statement[];
}

/** Where the neighbour is spoken of: in its family's block, else, for plain IPv4 and session settings, in the process. */
function placeOf(
  block: Statement,
  name: string,
  vrf: string | undefined,
  family: string | undefined,
): Home | undefined {
  // `address-family ipv4 vrf RED`, a process `router bgp 64500 vrf RED`, or a block `vrf RED` with all that is said there.
  const inside =
    vrf === undefined ? undefined : after(block.words, 'vrf', 3)?.text === vrf ? block : partsOf(block).vrfs.get(vrf);
  if (inside) return placeOf(inside, name, undefined, family);
  const families = partsOf(block).families.filter((child) => after(child.words, 'vrf')?.text === vrf);
  if (family !== undefined || vrf !== undefined) {
    for (const child of families) {
      if (family !== undefined && familyOf(child.words) !== family) continue;
      const own = about(child, name);
      if (own.length > 0) return { own };
    }
    if (vrf !== undefined || (family !== undefined && family !== 'ipv4-unicast')) return undefined;
  }
  const own = about(block, name);
  return own.length > 0 ? { own } : undefined;
}

/** What a block says of each of its neighbours, and its families. */
interface Parts {
  readonly neighbours: ReadonlyMap<string, readonly Statement[]>;
  readonly families: readonly Statement[];
  readonly vrfs: ReadonlyMap<string, Statement>;
}

/** Read once: every fix of a long process asks for them. */
const known = new WeakMap<Statement, Parts>();

function partsOf(block: Statement): Parts {
  const before = known.get(block);
  if (before) return before;
  const neighbours = new Map<string, Statement[]>();
  const families: Statement[] = [];
  const vrfs = new Map<string, Statement>();
  for (const child of block.children) {
    const first = lower(child.words, 0);
    const name = child.words[1]?.text;
    if (first === 'address-family') families.push(child);
    if (first === 'vrf' && name !== undefined) vrfs.set(name, child);
    if (first !== 'neighbor' || name === undefined) continue;
    const list = neighbours.get(name);
    if (list) list.push(child);
    else neighbours.set(name, [child]);
  }
  const parts: Parts = { neighbours, families, vrfs };
  known.set(block, parts);
  return parts;
}

const about = (block: Statement, name: string): readonly Statement[] => partsOf(block).neighbours.get(name) ?? [];

function replaceOrAdd(text: string, home: Home, name: string, keyword: string, value: string): TextEdit[] {
  const written = home.own.find((statement) => lower(statement.words, 2) === keyword);
  if (!written) return addLine(text, home, `neighbor ${name} ${keyword} ${value}`);
  return [{ span: { start: written.words[3]!.span.start, end: written.header.end }, newText: value }];
}

function addLine(text: string, { own }: Home, line: string): TextEdit[] {
  const last = own.at(-1)!;
  const at = nextLine(text, last.header.end - 1);
  return [{ span: { start: at, end: at }, newText: inserted(text, at, [indentAt(text, last.header.start) + line]) }];
}

function processTimers(
  text: string,
  block: Statement,
  process: BgpProcess,
  line: string,
  spelling: BgpSpelling,
): TextEdit[] | undefined {
  const { timers } = process;
  if (timers) {
    const { keepalive, hold } = timers;
    if (!keepalive || !hold || !contains(block.span, timers.span)) return undefined;
    const [, , seconds, longer] = line.split(' ');
    return [
      { span: keepalive.span, newText: seconds! },
      { span: hold.span, newText: longer! },
    ];
  }
  return processLine(text, block, process, line, spelling);
}

function processLine(
  text: string,
  block: Statement,
  process: BgpProcess,
  line: string,
  spelling: BgpSpelling,
): TextEdit[] | undefined {
  if (process.vrf !== undefined) return undefined;
  const at = nextLine(text, block.header.end - 1);
  const first = block.children[0];
  const indent = first ? indentAt(text, first.header.start) : spelling.indent;
  return [{ span: { start: at, end: at }, newText: inserted(text, at, [indent + line]) }];
}

/** The new map; none where the name exists. */
function skeleton(
  text: string,
  block: Statement,
  device: Device,
  { policyName, body, family }: Extract<BgpChange, { kind: 'add-bgp-policy' }>,
): TextEdit[] {
  if (device.policies.some((policy) => policy.name.value === policyName)) return [];
  const at = linesOf(text, block.span).end;
  const lines = routeMapOf(policyName, body, family, device);
  return [{ span: { start: at, end: at }, newText: inserted(text, at, lines) }];
}
