import type { DevicePlatform, ProbeId, ProbeTarget } from '../../../client/src/protocol.ts';
import { formatAddress, parseAddress } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import type { TimerKind } from '../../../grammars/model/nat.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { isManagementPort } from '../rules/exposure/outside.ts';

/** A question to the device that the text configures: about a neighbour, an interface, a list or its translations. */
export interface DeviceDraft
  extends Pick<ProbeTarget, 'host' | 'subject' | 'vrf' | 'platform' | 'rulePlace' | 'settings'> {
  readonly probe: ProbeId;
  readonly role: 'neighbour' | 'next hop' | 'interface' | 'rule' | 'list' | 'translation';
  readonly span: Span;
  readonly line: Span;
}

/** By dialect: what kind of device a probe would log in to. */
const PLATFORMS: Readonly<Record<string, DevicePlatform>> = {
  ios: 'ios',
  nxos: 'nxos',
  eos: 'eos',
  iosxr: 'iosxr',
  junos: 'junos',
  asa: 'asa',
  fortios: 'fortios',
  panos: 'panos',
  vrp: 'vrp',
  ros: 'routeros',
  frr: 'frr',
  bird: 'bird',
  iptables: 'linux',
  nft: 'linux',
};

const ROUTERS = ['ios', 'nxos', 'eos', 'iosxr', 'junos'] as const;

/** What a probe has commands for. */
const ASKED = {
  bgp: new Set<DevicePlatform>([...ROUTERS, 'frr', 'bird', 'asa', 'vrp', 'fortios', 'panos', 'routeros']),
  interface: new Set<DevicePlatform>([...ROUTERS, 'vrp']),
  'vlan-errors': new Set<DevicePlatform>([...ROUTERS, 'vrp']),
  'acl-counters': new Set<DevicePlatform>([...ROUTERS, 'linux', 'asa', 'fortios', 'panos', 'vrp', 'routeros']),
  // Other platforms do not log which list it was.
  'deny-log': new Set<DevicePlatform>(['ios', 'nxos', 'eos', 'iosxr']),
  'nat-table': new Set<DevicePlatform>(['ios', 'nxos', 'junos', 'asa', 'fortios', 'panos', 'vrp', 'routeros']),
  'from-device': new Set<DevicePlatform>([...ROUTERS, 'vrp', 'asa', 'fortios', 'routeros']),
} satisfies Partial<Record<ProbeId, ReadonlySet<DevicePlatform>>>;

/** @param ruleByRule each rule of a filter is a target of its own; else the whole filter is one. @returns none for dialects of no such device. */
export function deviceDrafts(device: Device, dialect: string, ruleByRule: boolean): readonly DeviceDraft[] {
  const platform = Object.hasOwn(PLATFORMS, dialect) ? PLATFORMS[dialect] : undefined;
  const host = platform && hostOf(device, platform);
  if (!platform || host === undefined) return [];
  const questions = [
    ...neighbours(device, platform),
    ...nextHops(device),
    ...interfaces(device, platform),
    ...lists(device, platform, ruleByRule),
    ...translations(device),
  ];
  return questions
    .filter(({ probe }) => ASKED[probe].has(platform))
    .map((question) => ({ ...question, host, platform }));
}

interface Question extends Omit<DeviceDraft, 'host' | 'platform'> {
  readonly probe: keyof typeof ASKED;
}

/** Programs of a host are asked there; a router at an address of its own, best the one it is managed by. */
function hostOf({ interfaces: ports }: Device, platform: DevicePlatform): string | undefined {
  if (platform === 'frr' || platform === 'bird' || platform === 'linux') return 'localhost';
  const usable = ports.filter(({ shutdown, addresses }) => shutdown !== true && addresses.length > 0);
  const port = usable.find(isManagementPort) ?? usable.find(({ loopback }) => loopback) ?? usable[0];
  const address = port?.addresses[0];
  return address && formatAddress(address.family, address.address);
}

/** Platforms of which one VRF can be asked about its neighbours. */
const VRFS: ReadonlySet<DevicePlatform> = new Set([...ROUTERS, 'frr', 'vrp', 'panos']);

const neighbours = ({ bgp }: Device, platform: DevicePlatform): Question[] =>
  bgp.flatMap(({ asn, vrf, neighbours: own }) => {
    const table = vrf !== undefined && VRFS.has(platform) ? { vrf } : {};
    const settings = asn === undefined ? {} : { settings: [{ key: 'bgp.as', value: String(asn.value) }] };
    return own.flatMap(({ address, shutdown }): Question[] => {
      if (shutdown || !parseAddress(address.value)) return [];
      const place = { role: 'neighbour', span: address.span, line: address.span } as const;
      return [{ probe: 'bgp', subject: address.value, ...table, ...settings, ...place }];
    });
  });

/** Whether the device itself reaches them, and which way. */
const nextHops = ({ routes }: Device): Question[] =>
  routes.flatMap(({ nextHops: hops, span: line }) =>
    hops.flatMap(({ address, span }): Question[] =>
      address
        ? [
            {
              probe: 'from-device',
              subject: formatAddress(address.family, address.address),
              role: 'next hop',
              span,
              line,
            },
          ]
        : [],
    ),
  );

function interfaces({ interfaces: ports }: Device, platform: DevicePlatform): Question[] {
  // Junos counts what a physical interface gets, not its units: its first line stands for all.
  const named = new Map<string, Span>();
  for (const { name, loopback, shutdown } of ports) {
    const subject = platform === 'junos' ? name.value.replace(/\.\d+$/, '') : name.value;
    if (!loopback && shutdown !== true && !named.has(subject)) named.set(subject, name.span);
  }
  return [...named].flatMap(([subject, span]) =>
    (['interface', 'vlan-errors'] as const).map(
      (probe): Question => ({ probe, subject, role: 'interface', span, line: span }),
    ),
  );
}

function lists({ filters }: Device, platform: DevicePlatform, ruleByRule: boolean): Question[] {
  return filters.flatMap((filter): Question[] => {
    const { name, purpose, implicit, rules } = filter;
    const subject = subjectOf(filter, platform);
    if (purpose !== 'packet' || implicit || subject === undefined) return [];
    const list = { probe: 'acl-counters', subject, span: name.span, line: name.span } as const;
    const whole: Question = { ...list, role: 'list' };
    const logs = rules.some(({ effects }) => effects.some((effect) => /^log(?:-input)?$/.test(effect)));
    const logged: Question[] = logs ? [{ ...whole, probe: 'deny-log' }] : [];
    if (!ruleByRule) return [whole, ...logged];
    const written = rules.filter((rule) => !rule.implicit);
    return [
      whole,
      ...logged,
      ...written.flatMap((rule, index): Question[] => {
        const rulePlace = placeOf(rule, index + 1, subject, platform);
        return rule.active && rulePlace ? [{ ...list, rulePlace, role: 'rule', span: rule.span, line: rule.span }] : [];
      }),
    ];
  });
}

/** What the device calls a list; undefined: it counts nothing of it, or not apart from others. */
function subjectOf({ name: { value }, family, entries }: Filter, platform: DevicePlatform): string | undefined {
  switch (platform) {
    case 'junos': {
      if (value === 'global' && entries === 'policy') return GLOBAL;
      return value.replace(/^from-zone (\S+) to-zone (\S+)$/, '$1/$2');
    }
    case 'fortios':
      return value === 'policy' ? value : undefined;
    case 'panos':
      return value === 'security' ? value : undefined;
    case 'vrp':
      return value.replace(/^ipv6 /, 'ipv6/');
    case 'routeros':
      return family === 'ipv6' ? `ipv6/${value}` : value;
    default:
      return value;
  }
}

/** Junos lists the policies of no zones under this name. */
const GLOBAL = 'junos-global/junos-global';

/** Junos shows counters by name, and sessions by policy; a term that counts nothing is not shown. */
function placeOf(
  { key, counter, effects }: FilterRule,
  place: number,
  list: string,
  platform: DevicePlatform,
): DeviceDraft['rulePlace'] {
  if (platform === 'junos' && !list.includes('/')) {
    const counts = effects.find((effect) => effect.startsWith('count:'))?.slice('count:'.length);
    return counts === undefined ? undefined : { place, key: counts };
  }
  const shown = counter ?? key?.value;
  return { place, ...(shown !== undefined && { key: shown }) };
}

/** Of idle flows; what is set for one application alone is nothing that a device tells in one line. */
const FLOWS: ReadonlySet<TimerKind> = new Set(['udp', 'udp-stream', 'tcp-established']);

function translations({ nat }: Device): Question[] {
  if (!nat) return [];
  const expected = nat.timers.flatMap(({ kind, seconds: { value }, scope, span }) =>
    scope || value === 'never' || !FLOWS.has(kind) ? [] : [{ key: `timeout.${kind}`, value: String(value), span }],
  );
  const asked = (span: Span, own: typeof expected): Question => {
    const settings = own.map(({ key, value }) => ({ key, value }));
    const question = { probe: 'nat-table', role: 'translation', span, line: span } as const;
    return settings.length > 0 ? { ...question, settings } : question;
  };
  return [
    ...(nat.anchor ? [asked(nat.anchor.span, expected)] : []),
    // A line may set several.
    ...[...new Set(nat.timers.map(({ span }) => span))].map((span) =>
      asked(
        span,
        expected.filter((one) => one.span === span),
      ),
    ),
  ];
}
