import { vlanRanges } from '../../../kit/vlan-ranges.ts';
import type { Interface } from '../../../model/interface.ts';
import type { LagMember, Switchport, VlanRanges } from '../../../model/switching.ts';
import { at, type Located } from '../../../text/span.ts';
import { get, hasUnknown, kids, numberAt, value, values } from '../node.ts';
import type { Node } from '../tree.ts';

/** Of an interface by its places. */
export type SwitchingOf = (
  physical: Node,
  unit: Node | undefined,
) => Pick<Interface, 'switchport' | 'lag' | 'minLinks'>;

/** `family ethernet-switching` with the VLANs that `vlans` numbers, and members of `ae0`. */
export function switchingOf(root: Node): SwitchingOf {
  const vlans = get(root, 'vlans');
  const elsewhere =
    get(root, 'interfaces', 'interface-range') !== undefined ||
    // One with units of its own is no port that counts here.
    kids(get(root, 'interfaces')).some((port) => get(port, 'unit') && memberOf(port, undefined));
  const numbers = new Map<string, VlanRanges>();
  const placed = new Set<string>();
  for (const vlan of kids(vlans)) {
    const said = numbersOf(vlan);
    if (said) numbers.set(vlan.name, said);
    for (const { value: name } of values(vlan, 'interface')) placed.add(name.includes('.') ? name : `${name}.0`);
  }
  return (physical, unit) => {
    const lag = unit ? undefined : memberOf(physical, get(root, 'interfaces'));
    const family = get(unit, 'family', 'ethernet-switching');
    const minLinks = elsewhere ? undefined : numberAt(physical, 'aggregated-ether-options', 'minimum-links');
    const bundled = { ...(lag ? { lag } : {}), ...(minLinks ? { minLinks } : {}) };
    if (!unit || !family) return bundled;
    const port = switchportOf(physical, family, numbers);
    const special = placed.has(`${physical.name}.${unit.name}`) || hasUnknown(vlans);
    return { ...bundled, switchport: special ? { ...port, special } : port };
  };
}

/** `vlan-id 10`, `vlan-id-list [ 10 20-30 ]`, `vlan-range 10-20` */
function numbersOf(vlan: Node): VlanRanges | undefined {
  const ranges = ['vlan-id', 'vlan-id-list', 'vlan-range'].flatMap((leaf) => values(vlan, leaf)).map(rangeOf);
  return ranges.length > 0 && ranges.every((one) => one !== undefined) ? ranges : undefined;
}

function rangeOf({ value: text }: Located<string>): VlanRanges[number] | undefined {
  const [, first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(text) ?? [];
  return first === undefined ? undefined : { first: Number(first), last: Number(last ?? first) };
}

/** `interface-mode trunk` (`port-mode` before ELS), `vlan members [ BLUE 10 20-30 ]`, `native-vlan-id 99` */
function switchportOf(physical: Node, family: Node, numbers: ReadonlyMap<string, VlanRanges>): Switchport {
  const mode = value(family, 'interface-mode') ?? value(family, 'port-mode');
  const members = values(family, 'vlan', 'members');
  const written = value(family, 'native-vlan-id') ?? value(physical, 'native-vlan-id');
  const native = numberAt(family, 'native-vlan-id') ?? numberAt(physical, 'native-vlan-id');
  const all = members.some((one) => one.value === 'all');
  const known = members.map((one) => numbers.get(one.value) ?? [rangeOf(one)].filter((range) => range !== undefined));
  const ranges = vlanRanges(known.flat());
  const plain = mode?.value === 'access' || mode?.value === 'trunk';
  const trunk = mode?.value === 'trunk';
  const told = all || (members.length > 0 && known.every((one) => one.length > 0));
  const only = ranges.length === 1 && ranges[0]!.first === ranges[0]!.last ? ranges[0]!.first : undefined;
  // A name that nothing numbers, VLANs of another place, mapping: the lists do not tell.
  const special =
    !told ||
    (written !== undefined && !native) ||
    (!trunk && only === undefined) ||
    get(family, 'vlan-rewrite') !== undefined;
  return {
    ...(plain ? { mode: { value: trunk ? 'trunk' : 'access', span: mode.span } } : {}),
    ...(trunk ? { dropsUntagged: true } : {}),
    ...(!trunk && only !== undefined ? { accessVlan: at(only, members[0]!.span) } : {}),
    ...(trunk && native ? { nativeVlan: native } : {}),
    ...(trunk && told && !all
      ? {
          allowedVlans: {
            value: ranges,
            span: members.length === 1 ? members[0]!.span : get(family, 'vlan', 'members')!.span,
          },
        }
      : {}),
    ...(special ? { special } : {}),
  };
}

/** `gigether-options 802.3ad ae0`; the aggregation says whether it speaks LACP. */
function memberOf(physical: Node, interfaces: Node | undefined): LagMember | undefined {
  for (const options of ['gigether-options', 'ether-options', 'fastether-options']) {
    const bundle = value(physical, options, '802.3ad');
    const [, number] = /^ae(\d+)$/.exec(bundle?.value ?? '') ?? [];
    if (!bundle || number === undefined) continue;
    const aggregation = get(interfaces, bundle.value);
    const mode = modeOf(aggregation, bundle);
    const periodic = value(aggregation, 'aggregated-ether-options', 'lacp', 'periodic');
    return {
      group: at(Number(number), bundle.span),
      mustAgree: false,
      ...(mode ? { mode } : {}),
      ...(periodic?.value === 'slow' ? { slow: { span: periodic.span, fast: 'fast' } } : {}),
    };
  }
  return undefined;
}

/** `lacp` alone waits for the other end; without it no protocol is spoken. */
function modeOf(bundle: Node | undefined, member: Located<string>): LagMember['mode'] {
  const options = get(bundle, 'aggregated-ether-options');
  if (!bundle || hasUnknown(bundle)) return undefined;
  const lacp = get(options, 'lacp');
  if (!lacp) return { value: 'on', span: member.span };
  const active = get(lacp, 'active');
  return active
    ? { value: 'active', span: active.span }
    : { value: 'passive', span: get(lacp, 'passive')?.span ?? lacp.span };
}
