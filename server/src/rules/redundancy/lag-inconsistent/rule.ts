import type { Device } from '../../../../../grammars/model/device.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { MultiChassis } from '../../../../../grammars/model/multi-chassis.ts';
import type { Switchport } from '../../../../../grammars/model/switching.ts';
import { chassisPeer } from '../../../network/chassis-peer.ts';
import { describedLinks } from '../../../network/described-links.ts';
import { nameOf } from '../../../network/network.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/lag-inconsistent',
    severity: 'warning',
    needs: ['interfaces', 'switching'],
    title: {
      en: 'Members of a link aggregation that do not fit together',
      'zh-cn': '链路聚合成员参数不一致',
    },
    sources: [
      'IEEE 802.1AX section 6.4',
      'Cisco Nexus 9000 Series NX-OS Interfaces Configuration Guide, Configuring vPCs',
      'Arista EOS User Manual, Multi-Chassis Link Aggregation',
      'Huawei CloudEngine 6800 Series Configuration Guide, M-LAG Configuration',
    ],
    options: {},
  },
  *check({ device, network }) {
    for (const members of groupsOf(device.interfaces)) yield* disagreeing(members);
    if (device.fragment) return;
    yield* tooFewMembers(device);
    if (network) yield* acrossLinks(network);
    if (device.multiChassis) yield* ofTwoSwitches(device.multiChassis, network);
  },
});

type Member = Interface & { readonly lag: NonNullable<Interface['lag']> };

function groupsOf(interfaces: readonly Interface[]): Iterable<readonly Member[]> {
  const groups = new Map<number, Member[]>();
  for (const one of interfaces) {
    if (!one.lag || one.shutdown) continue;
    const list = groups.get(one.lag.group.value);
    if (list) list.push(one as Member);
    else groups.set(one.lag.group.value, [one as Member]);
  }
  return groups.values();
}

/** What a member says otherwise than the first that says anything of it. */
function* disagreeing(members: readonly Member[]): Generator<Report> {
  for (const { en, 'zh-cn': zh, of } of TRAITS) {
    const first = members.find((one) => of(one));
    for (const one of members) {
      const [said, before] = [of(one), first && of(first)];
      if (!first || !said || !before || said.value === before.value) continue;
      yield {
        span: said.span,
        text: {
          en: `${one.name.value} has ${en} ${said.value}, and ${first.name.value} of the same aggregation ${before.value}: the port does not join, or the bundle breaks. Make all members alike.`,
          'zh-cn': `${one.name.value} 的${zh}为 ${said.value},而同一聚合组的 ${first.name.value} 为 ${before.value}:该端口无法加入,或聚合失效。请使所有成员一致。`,
        },
        related: [{ span: before.span, text: { en: 'The other member', 'zh-cn': '另一成员' } }],
      };
      break;
    }
  }
}

/**
 * More links are asked for than there are members, so the bundle never comes up. Without a protocol not all platforms count, and what hangs
 * on two switches has members at both.
 */
function* tooFewMembers({ interfaces, multiChassis }: Device): Generator<Report> {
  const bundles = new Map<string, Interface & { readonly minLinks: NonNullable<Interface['minLinks']> }>();
  for (const one of interfaces) {
    const [group] = /\d+(?=(?:\.\d+)?$)/.exec(one.name.value) ?? [];
    // Units of one aggregation all say what it says.
    if (group !== undefined && one.minLinks && !one.shutdown && !bundles.has(group))
      bundles.set(group, { ...one, minLinks: one.minLinks });
  }
  if (bundles.size === 0) return;
  const members = new Map<string, Member[]>([...bundles.keys()].map((group) => [group, []]));
  for (const one of interfaces) if (one.lag) members.get(String(one.lag.group.value))?.push(one as Member);
  for (const [group, { name, minLinks }] of bundles) {
    const all = members.get(group)!;
    if (all.length === 0 || all.length >= minLinks.value) continue;
    if (all.some(({ lag: { mode } }) => !mode || mode.value === 'on')) continue;
    if (multiChassis?.groups.some((half) => half.interface.toLowerCase() === name.value.toLowerCase())) continue;
    yield {
      severity: 'error',
      span: minLinks.span,
      text: {
        en: `${name.value} needs ${minLinks.value} members that are up, and has ${all.length === 1 ? 'only one' : `only ${all.length}`}: it never comes up. Add members, or ask for no more than there are.`,
        'zh-cn': `${name.value} 要求至少 ${minLinks.value} 个成员 up,而成员只有 ${all.length} 个:它永远不会 up。请增加成员,或把数量改为不超过成员数。`,
      },
      related: all.map(({ lag }) => ({ span: lag.group.span, text: { en: 'A member', 'zh-cn': '成员' } })),
    };
  }
}

interface Said {
  readonly value: string;
  readonly span: Interface['span'];
}

interface Trait {
  readonly en: string;
  readonly 'zh-cn': string;
  of(member: Member): Said | undefined;
}

const port = (member: Member): Switchport | undefined =>
  member.lag.mustAgree && !member.switchport?.special ? member.switchport : undefined;

const told = (said: { readonly value: unknown; readonly span?: Interface['span'] } | undefined): Said | undefined =>
  said?.span ? { value: String(said.value), span: said.span } : undefined;

interface PortTrait {
  readonly en: string;
  readonly 'zh-cn': string;
  of(port: Switchport | undefined): Said | undefined;
}

const PORT_TRAITS: readonly PortTrait[] = [
  { en: 'port mode', 'zh-cn': '端口模式', of: (port) => told(port?.mode) },
  { en: 'access VLAN', 'zh-cn': '接入 VLAN', of: (port) => told(port?.accessVlan) },
  { en: 'native VLAN', 'zh-cn': 'native VLAN', of: (port) => told(port?.nativeVlan) },
  {
    en: 'allowed VLANs',
    'zh-cn': '允许的 VLAN',
    of: (port) => {
      const allowed = port?.allowedVlans;
      return (
        allowed && {
          value:
            allowed.value.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',') || 'none',
          span: allowed.span,
        }
      );
    },
  },
];

const TRAITS: readonly Trait[] = [
  {
    en: 'mode',
    'zh-cn': '聚合模式',
    // Active and passive go together; a bundle without a protocol does not.
    of: ({ lag: { mode } }) => mode && { value: mode.value === 'on' ? 'on' : 'LACP', span: mode.span },
  },
  { en: 'speed', 'zh-cn': '速率', of: ({ speed }) => told(speed) },
  { en: 'duplex', 'zh-cn': '双工模式', of: ({ duplex }) => told(duplex) },
  ...PORT_TRAITS.map(({ of, ...words }): Trait => ({ ...words, of: (member) => of(port(member)) })),
];

/** Both wait for the other, or one speaks a protocol and the other none. */
function* acrossLinks({ network, self }: Surroundings): Generator<Report> {
  for (const { here, there, member } of describedLinks(network, self)) {
    const [mine, theirs] = [here.lag?.mode, there.lag?.mode];
    if (!mine || !theirs) continue;
    const waiting = mine.value === 'passive' && theirs.value === 'passive';
    if (!waiting && (mine.value === 'on') === (theirs.value === 'on')) continue;
    const far = `${nameOf(member)} ${there.name.value}`;
    yield {
      severity: 'error',
      span: mine.span,
      text: waiting
        ? {
            en: `Both ${here.name.value} and ${far} are passive: each waits for the other to speak, and the link is never bundled. Let one end be active.`,
            'zh-cn': `${here.name.value} 与 ${far} 均为 passive:双方都在等待对方,链路永远不会聚合。请将其中一端设为 active。`,
          }
        : {
            en: `${here.name.value} is in mode ${mine.value}, and ${far} at the other end in mode ${theirs.value}: one speaks LACP and the other does not, so the link is not bundled, or loops. Use LACP on both.`,
            'zh-cn': `${here.name.value} 的模式为 ${mine.value},对端 ${far} 为 ${theirs.value}:一端使用 LACP 而另一端没有,链路无法聚合甚至成环。请在两端都使用 LACP。`,
          },
      related: [
        {
          span: theirs.span,
          text: { en: 'The other end', 'zh-cn': '对端' },
          elsewhere: { path: member.path, range: member.index.rangeOf(theirs.span) },
        },
      ],
    };
  }
}

/** What each of two switches needs by itself, and what both must have alike. */
function* ofTwoSwitches(own: MultiChassis, surroundings: Surroundings | undefined): Generator<Report> {
  const { kind, missing, domain, span } = own;
  const used = own.groups.length > 0 || own.peer || own.peerLink;
  if (missing.length > 0 && used)
    yield {
      span: domain?.span ?? span,
      text: {
        en: `${kind} has no ${missing.join(', no ')}: it does not come up without, and the two switches do not stand in for each other. Add what is missing.`,
        'zh-cn': `${kind} 缺少 ${missing.join('、')}:缺少它就无法建立,两台交换机不能互相替代。请补充缺少的配置。`,
      },
    };
  const peer = surroundings && chassisPeer(surroundings.network, surroundings.self);
  if (!peer) return;
  const { member, chassis } = peer;
  const far = nameOf(member);
  const other = (at: Interface['span']): NonNullable<Report['related']>[number] => ({
    span: at,
    text: { en: 'The other switch', 'zh-cn': '另一台交换机' },
    elsewhere: { path: member.path, range: member.index.rangeOf(at) },
  });
  if (domain && chassis.domain && domain.value !== chassis.domain.value)
    yield {
      severity: 'error',
      span: domain.span,
      text: {
        en: `This switch is in ${kind} domain ${domain.value}, and ${far}, its peer, in ${chassis.domain.value}: the two do not pair. Give both one domain.`,
        'zh-cn': `本交换机的 ${kind} 域为 ${domain.value},而对端 ${far} 的域为 ${chassis.domain.value}:两者无法配对。请使用相同的域。`,
      },
      related: [other(chassis.domain.span)],
    };
  const theirs = new Map(chassis.groups.map((group) => [group.id.value, group]));
  const ports = portsBy(surroundings.self.device.interfaces);
  const farPorts = portsBy(member.device.interfaces);
  for (const { id, interface: name } of own.groups) {
    const there = theirs.get(id.value);
    if (!there) {
      // A switch that has none yet is being set up.
      if (chassis.groups.length > 0)
        yield {
          severity: 'info',
          span: id.span,
          text: {
            en: `${far}, the peer of this switch, has no port of ${kind} ${id.value}: what is attached to ${name} hangs on one switch. Configure it there, or take the number away here.`,
            'zh-cn': `本交换机的对端 ${far} 没有 ${kind} ${id.value} 的端口:接在 ${name} 上的设备只依赖一台交换机。请在对端配置,或在此处去掉该编号。`,
          },
          related: [other(chassis.domain?.span ?? chassis.span)],
        };
      continue;
    }
    const [mine, others] = [ports.get(name.toLowerCase()), farPorts.get(there.interface.toLowerCase())];
    if (!mine?.switchport || !others?.switchport || mine.switchport.special || others.switchport.special) continue;
    for (const { en, 'zh-cn': zh, of } of PORT_TRAITS) {
      const [said, before] = [of(mine.switchport), of(others.switchport)];
      if (!said || !before || said.value === before.value) continue;
      yield {
        span: said.span,
        text: {
          en: `${name} has ${en} ${said.value}, and ${there.interface} on ${far}, the other half of ${kind} ${id.value}, ${before.value}: what differs is blocked or lost where the other switch has to take over. Make both alike.`,
          'zh-cn': `${name} 的${zh}为 ${said.value},而 ${far} 上 ${kind} ${id.value} 的另一半 ${there.interface} 为 ${before.value}:不一致的部分会被阻塞,或在另一台接管时丢失。请使两者一致。`,
        },
        related: [other(before.span)],
      };
      break;
    }
  }
}

const portsBy = (interfaces: readonly Interface[]): ReadonlyMap<string, Interface> =>
  new Map(interfaces.map((one) => [one.name.value.toLowerCase(), one]));
