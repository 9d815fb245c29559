import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Switchport } from '../../../../../grammars/model/switching.ts';
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
    sources: ['IEEE 802.1AX section 6.4'],
    options: {},
  },
  *check({ device, network }) {
    for (const members of groupsOf(device.interfaces)) yield* disagreeing(members);
    if (network && !device.fragment) yield* acrossLinks(network);
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

const TRAITS: readonly Trait[] = [
  {
    en: 'mode',
    'zh-cn': '聚合模式',
    // Active and passive go together; a bundle without a protocol does not.
    of: ({ lag: { mode } }) => mode && { value: mode.value === 'on' ? 'on' : 'LACP', span: mode.span },
  },
  { en: 'speed', 'zh-cn': '速率', of: ({ speed }) => told(speed) },
  { en: 'duplex', 'zh-cn': '双工模式', of: ({ duplex }) => told(duplex) },
  { en: 'port mode', 'zh-cn': '端口模式', of: (member) => told(port(member)?.mode) },
  { en: 'access VLAN', 'zh-cn': '接入 VLAN', of: (member) => told(port(member)?.accessVlan) },
  { en: 'native VLAN', 'zh-cn': 'native VLAN', of: (member) => told(port(member)?.nativeVlan) },
  {
    en: 'allowed VLANs',
    'zh-cn': '允许的 VLAN',
    of: (member) => {
      const allowed = port(member)?.allowedVlans;
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
