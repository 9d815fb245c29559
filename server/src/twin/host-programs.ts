import { holds, parsePrefix } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { OspfProcess } from '../../../grammars/model/igp.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { InterfacePatterns } from '../../../grammars/model/route-choice.ts';
import { lineIndex } from '../../../grammars/text/line-index.ts';
import { groupsBy } from '../network/grouped-members.ts';
import { hostInterfaces } from '../network/host-interfaces.ts';
import { hostRoot } from '../network/host-root.ts';
import type { JoinedPiece } from '../network/joined-piece.ts';
import type { Member } from '../network/network.ts';
import { type CloudMember, partOf } from './cloud-member.ts';

/**
 * Hosts with a routing program whose file names no interfaces (BIRD): one device, of the program's file and of those beside it that tell the
 * host's addresses. Where a folder holds several programs, nobody tells whose the addresses are.
 */
export function withPrograms(members: readonly Member[]): readonly Member[] {
  const programs = groupsBy(members, (member) => (isProgram(member) ? hostRoot(member.path) : undefined));
  if (programs.size === 0) return members;
  const telling = groupsBy(members, (member) => (tellsInterfaces(member) ? hostRoot(member.path) : undefined));
  const left = new Set(members);
  const made: Member[] = [];
  for (const [root, [program, ...others]] of programs) {
    const files = telling.get(root) ?? [];
    if (others.length > 0 || files.length === 0 || (files.length > 1 && !areOne(files))) continue;
    for (const one of [program!, ...files]) left.delete(one);
    made.push(joined(files, program!, root));
  }
  return made.length === 0 ? members : [...left, ...made];
}

/** A file that others include is none. Its own includes are among what is not followed. */
const isProgram = ({ device }: Member): boolean =>
  device.routeChoice?.program !== undefined && device.interfaces.length === 0 && device.includes?.part !== true;

/** Files of netplan and cloud-init. */
const tellsInterfaces = ({ path, device }: Member): boolean =>
  device.interfaces.length > 0 &&
  device.bgp.length === 0 &&
  !device.routeChoice &&
  !device.cloud &&
  /(?:\.ya?ml|network-config|user-data)$/.test(path);

const areOne = (files: readonly Member[]): boolean =>
  files.every(
    ({ device }) => device.readTogether !== undefined && device.readTogether === files[0]!.device.readTogether,
  );

function joined(files: readonly Member[], program: Member, root: string): CloudMember {
  const [first] = files;
  const pieces: JoinedPiece[] = [];
  let text = '';
  const devices = [...files, program].map((member) => {
    const from = text.length;
    text += `${textOf(member)}\n`;
    pieces.push({ start: from, end: text.length, member, from: 0 });
    return from === 0 ? member.device : moved(member.device, from);
  });
  const own = devices.pop()!;
  const interfaces = hostInterfaces(devices.map((device, at) => ({ ...files[at]!, device }))).map(
    (one) => one.interface,
  );
  const vrfs = new Set(interfaces.map(({ vrf }) => vrf));
  const [host] = devices;
  const folder = root.split(/[/\\]/).at(-1);
  const before = partOf(first!);
  return {
    ...first!,
    index: lineIndex(text),
    device: {
      ...host!,
      ...NAMES_OF(own),
      // Neighbours of OSPF are told apart by their devices' names.
      ...(folder ? { hostname: host!.hostname ?? { value: folder, span: interfaces[0]!.name.span } } : {}),
      interfaces,
      routes: own.routes,
      // Neighbours of another table are met in the same network.
      bgp: own.bgp.map(({ vrf, ...process }) =>
        vrf !== undefined && vrfs.has(vrf) ? { vrf, ...process } : withoutOwnAs(process),
      ),
      ospf: own.ospf.map((process) => onInterfaces(process, interfaces)),
    },
    part: {
      kind: 'file',
      aliases: folder ? [folder] : [],
      wires: new Map(),
      subnets: new Map(),
      guards: new Map(),
      complete: false,
      ...before,
      pieces,
      kernelRoutes: devices.flatMap(({ routes }) => routes),
    },
  };
}

/** What only the program's file tells. */
const NAMES_OF = ({
  policies,
  prefixLists,
  asPathLists,
  communityLists,
  redistributions,
  references,
  routeChoice,
}: Device): Partial<Device> => ({
  policies,
  prefixLists,
  asPathLists,
  communityLists,
  redistributions,
  references,
  ...(routeChoice ? { routeChoice } : {}),
  dynamicRouting: true,
});

/** Each neighbour names the router's AS again, which is no other one. */
const withoutOwnAs = (process: Device['bgp'][number]): Device['bgp'][number] => ({
  ...process,
  neighbours: process.neighbours.map(({ localAs, ...neighbour }) =>
    localAs === undefined || localAs === process.asn?.value ? neighbour : { ...neighbour, localAs },
  ),
});

const onInterfaces = (process: OspfProcess, interfaces: readonly Interface[]): OspfProcess => {
  const areas = new Set(process.patterned?.map(({ area }) => area.value));
  return {
    ...process,
    interfaces: [...areas].flatMap((area) =>
      interfaces.flatMap((one) => {
        const found = process.patterned?.find((block) => block.area.value === area && fits(one, block.patterns));
        if (!found) return [];
        const { patterns: _, ...settings } = found;
        return [{ ...settings, interface: one.name.value }];
      }),
    ),
  };
};

/** Whether these mean the interface. */
export function fits({ name, addresses }: Interface, patterns: InterfacePatterns): boolean {
  for (const written of patterns) {
    const pattern = written.replace(/^-/, '');
    const prefix = parsePrefix(pattern);
    const found = prefix
      ? addresses.some(({ family, address }) => family === prefix.family && holds(prefix, address))
      : shellPattern(pattern).test(name.value);
    if (found) return pattern === written;
  }
  return false;
}

const shellPattern = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^$()[\]{}|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );

const textOf = ({ index }: Member): string =>
  index.textOf({ start: 0, end: index.fullLineSpan(index.lineCount - 1).end });

/** The same, of a text that stands behind another one. */
function moved<T>(value: T, by: number): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => moved(one, by)) as T;
  const copy = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, moved(one, by)]));
  const { start, end } = value as { readonly start?: unknown; readonly end?: unknown };
  return (
    typeof start === 'number' && typeof end === 'number' ? { ...copy, start: start + by, end: end + by } : copy
  ) as T;
}
