import type { DevicePlatform, ProbeId, ProbeTarget } from '../../../client/src/protocol.ts';
import { formatAddress, parseAddress } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { FilterRule } from '../../../grammars/model/filter.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { isManagementPort } from '../rules/exposure/outside.ts';

/** A question to the device that the text configures: about a neighbour, an interface, a list or its translations. */
export interface DeviceDraft extends Pick<ProbeTarget, 'host' | 'subject' | 'platform' | 'rulePlace'> {
  readonly probe: ProbeId;
  readonly role: 'neighbour' | 'interface' | 'rule' | 'list' | 'translation';
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
  frr: 'frr',
  bird: 'bird',
  iptables: 'linux',
  nft: 'linux',
};

/** @param ruleByRule each rule of a filter is a target of its own; else the whole filter is one. @returns none for dialects of no such device. */
export function deviceDrafts(device: Device, dialect: string, ruleByRule: boolean): readonly DeviceDraft[] {
  const platform = Object.hasOwn(PLATFORMS, dialect) ? PLATFORMS[dialect] : undefined;
  const host = platform && hostOf(device, platform);
  if (!platform || host === undefined) return [];
  const drafts = [
    ...neighbours(device),
    ...interfaces(device, platform),
    ...lists(device, platform, ruleByRule),
    ...translations(device, platform),
  ];
  return drafts.map((draft) => ({ ...draft, host, platform }));
}

type Question = Omit<DeviceDraft, 'host' | 'platform'>;

/** Programs of a host are asked there; a router at an address of its own, best the one it is managed by. */
function hostOf({ interfaces: ports }: Device, platform: DevicePlatform): string | undefined {
  if (platform === 'frr' || platform === 'bird' || platform === 'linux') return 'localhost';
  const usable = ports.filter(({ shutdown, addresses }) => shutdown !== true && addresses.length > 0);
  const port = usable.find(isManagementPort) ?? usable.find(({ loopback }) => loopback) ?? usable[0];
  const address = port?.addresses[0];
  return address && formatAddress(address.family, address.address);
}

const neighbours = ({ bgp }: Device): Question[] =>
  bgp.flatMap((process) =>
    process.neighbours.flatMap(({ address, shutdown }): Question[] =>
      shutdown || !parseAddress(address.value)
        ? []
        : [{ probe: 'bgp', subject: address.value, role: 'neighbour', span: address.span, line: address.span }],
    ),
  );

function interfaces({ interfaces: ports }: Device, platform: DevicePlatform): Question[] {
  if (platform === 'frr' || platform === 'bird' || platform === 'linux') return [];
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

const CISCO: ReadonlySet<DevicePlatform> = new Set(['ios', 'eos', 'iosxr', 'nxos']);

function lists({ filters }: Device, platform: DevicePlatform, ruleByRule: boolean): Question[] {
  if (platform === 'frr' || platform === 'bird') return [];
  return filters.flatMap(({ name, purpose, implicit, rules }): Question[] => {
    if (purpose !== 'packet' || implicit) return [];
    const list = { probe: 'acl-counters', subject: name.value, span: name.span, line: name.span } as const;
    const whole: Question = { ...list, role: 'list' };
    // Other platforms do not log which list it was.
    const logs =
      CISCO.has(platform) && rules.some(({ effects }) => effects.some((effect) => /^log(?:-input)?$/.test(effect)));
    const logged: Question[] = logs ? [{ ...whole, probe: 'deny-log' }] : [];
    if (!ruleByRule) return [whole, ...logged];
    const written = rules.filter((rule) => !rule.implicit);
    return [
      whole,
      ...logged,
      ...written.flatMap((rule, index): Question[] => {
        const rulePlace = placeOf(rule, index + 1, platform);
        return rule.active && rulePlace ? [{ ...list, rulePlace, role: 'rule', span: rule.span, line: rule.span }] : [];
      }),
    ];
  });
}

/** Junos shows counters by name; a term that counts nothing is not shown. */
function placeOf({ key, effects }: FilterRule, place: number, platform: DevicePlatform): DeviceDraft['rulePlace'] {
  if (platform !== 'junos') return { place, ...(key && { key: key.value }) };
  const counter = effects.find((effect) => effect.startsWith('count:'))?.slice('count:'.length);
  return counter === undefined ? undefined : { place, key: counter };
}

function translations({ nat }: Device, platform: DevicePlatform): Question[] {
  if (!nat || (platform !== 'ios' && platform !== 'junos')) return [];
  const spans = [...(nat.anchor ? [nat.anchor.span] : []), ...nat.timers.map(({ span }) => span)];
  return spans.map((span) => ({ probe: 'nat-table', role: 'translation', span, line: span }));
}
