import { formatAddress } from '../../../../../grammars/model/address.ts';
import type { Filter, Interval, Match } from '../../../../../grammars/model/filter.ts';
import type { PortForward } from '../../../../../grammars/model/nat.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import type { RuleRef } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { filtersOn } from '../../exposure/filters-on.ts';
import { wrongSides } from '../../exposure/wrong-sides.ts';
import { denierOf } from '../../wording/denier.ts';
import { ruleName } from '../../wording/rule-names.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/port-forward-not-permitted',
    severity: 'warning',
    needs: ['nat-rules', 'packet-filters'],
    title: {
      en: 'Port forward that no filter rule lets through',
      'zh-cn': '端口转发未被任何过滤规则放行',
    },
    sources: [
      'iptables(8), packet flow through the tables',
      'Cisco IOS: NAT Order of Operation',
      'nft(8), chain hooks',
      'Cisco ASA Firewall CLI Configuration Guide: Guidelines for Access Control',
      'Junos OS Network Address Translation User Guide: order of translations and policies',
    ],
    options: {},
  },
  *check(context) {
    const { device } = context;
    if (device.fragment) return;
    for (const forward of device.nat?.forwards ?? []) {
      // Where a permit is for the address on the other side, that one is to be mended.
      if (isDead(context, forward) || wrongSides(context, forward).length > 0) continue;
      const filters = filtersOn(device, forward);
      const denied = filters.map((index) => deniedBy(context, index, forward.seen));
      // Another way in may do: on a device with several interfaces outside one of them is enough.
      const [first] = denied;
      if (!first || (forward.by.kind !== 'hook' && denied.includes(undefined))) continue;
      const found = forward.by.kind === 'hook' ? denied.find((one) => one !== undefined) : first;
      if (found) yield report(context, forward, found);
    }
  },
});

/** What translates before it, or leaves untranslated, is nat/rule-order's matter. */
const isDead = ({ device, packets }: RuleContext, { span }: PortForward): boolean =>
  device.filters.some(
    ({ purpose, rules }, index) =>
      purpose === 'nat' &&
      packets.lines(index).some(({ ref, status }) => status === 'dead' && rules[ref.rule]!.span.start === span.start),
  );

interface Denied {
  readonly index: number;
  readonly by?: RuleRef;
  /** Where a permit would decide: a filter, and the index of a rule in it. */
  readonly place: { readonly filter: number; readonly before: number };
  readonly packet: string;
}

/** Undefined where something of the forward may pass. */
function deniedBy(context: RuleContext, index: number, seen: Match): Denied | undefined {
  const { device, packets } = context;
  const filter = device.filters[index];
  if (!filter?.closed) return undefined;
  const tcp = seen.protocol?.anyOf.every(({ first, last }) => first === 6 && last === 6);
  const asked: Match = {
    ...seen,
    state: { anyOf: ['new'] },
    fragment: 'whole',
    ...(tcp ? { tcpFlags: { anyOf: [{ mask: 0x17, value: 2 }] } } : {}),
  };
  const answer = packets.passage?.(index, [asked]);
  const { witness } = answer?.surelyDenied ?? {};
  if (!answer?.closed || answer.possiblyPermitted.amount !== 'none' || !witness) return undefined;
  const { decidedBy } = packets.test(index, witness);
  const denier = denierOf(context, index, { ...(decidedBy ? { by: decidedBy } : {}), witness });
  return {
    index,
    ...(decidedBy ? { by: decidedBy } : {}),
    place: { filter: denier.filter, before: denier.before },
    packet: formatPacket(witness),
  };
}

function report(context: RuleContext, { span, seen }: PortForward, denied: Denied): Report {
  const { device } = context;
  const filter = device.filters[denied.place.filter]!;
  const what = targetText(seen);
  if (filter.implicit) return unlisted(filter, span, what, denied.packet, zonesOf(seen));
  const name = filter.name.value;
  const by: Bilingual = denied.by
    ? ruleName(context, denied.by)
    : { en: `the default of ${name}`, 'zh-cn': `${name} 的默认动作` };
  const place = denied.by
    ? device.filters[denied.by.filter]!.rules[denied.by.rule]!.span
    : (device.filters[denied.index]!.fallback.span ?? filter.name.span);
  return {
    span,
    text: {
      en: `Nothing comes through this forward: ${by.en} denies ${what} to everyone. Permit it in ${name}, or take the forward out.`,
      'zh-cn': `该转发不通:${by['zh-cn']}拒绝任何来源访问 ${what}。请在 ${name} 中放行,或删除该转发。`,
    },
    related: [{ span: place, text: { en: 'Denied here', 'zh-cn': '在此被拒绝' } }],
    witness: denied.packet,
    fixes: [permit(denied, seen, filter)],
  };
}

/** Where no list is bound, and no policy leads from zone to zone, the platform lets nothing in by itself. */
const unlisted = (
  filter: Filter,
  span: Span,
  what: string,
  witness: string,
  zones: { readonly from: string; readonly to: string } | undefined,
): Report => ({
  span,
  text: zones
    ? {
        en: `Nothing comes through this forward: no policy leads from ${zones.from} to ${zones.to}. Add one that permits ${what}, or take the forward out.`,
        'zh-cn': `该转发不通:没有从 ${zones.from} 到 ${zones.to} 的策略。请添加放行 ${what} 的策略,或删除该转发。`,
      }
    : {
        en: `Nothing comes through this forward: no list is bound where it comes in, and without one ${filter.name.value} lets in nothing. Bind a list that permits ${what}, or take the forward out.`,
        'zh-cn': `该转发不通:其入接口未绑定访问列表,而没有列表时 ${filter.name.value} 不放行任何流量。请绑定放行 ${what} 的列表,或删除该转发。`,
      },
  related: [{ span: filter.name.span, text: { en: 'Denied here', 'zh-cn': '在此被拒绝' } }],
  witness,
});

/** The zones that the forward's packets come from and go to, where both are one. */
function zonesOf({ inInterface, outInterface }: Match): { readonly from: string; readonly to: string } | undefined {
  const [from, otherFrom] = inInterface?.anyOf ?? [];
  const [to, otherTo] = outInterface?.anyOf ?? [];
  return from?.members && to?.members && !otherFrom && !otherTo ? { from: from.name, to: to.name } : undefined;
}

function permit({ place }: Denied, seen: Match, filter: Filter): Proposal {
  const { source, inInterface, ...rest } = seen;
  const everyone = source === undefined;
  const what = targetText(seen);
  return {
    title: {
      en: `Permit ${what} in ${filter.name.value}${everyone ? ' from anywhere' : ''}, until now denied`,
      'zh-cn': `在 ${filter.name.value} 中放行${everyone ? '任意来源访问' : ''} ${what},此前被拒绝`,
    },
    safety: 'unsafe',
    change: {
      kind: 'insert-rule',
      ...place,
      action: 'permit',
      match: { ...rest, ...(source ? { source } : {}), ...(inInterface ? { inInterface } : {}) },
    },
  };
}

/** `tcp 10.0.0.5 port 443`, `udp port 5060-5070` */
function targetText({ protocol, destination, destinationPort }: Match): string {
  const term = destination?.anyOf[0];
  const address = term?.kind === 'prefix' ? ` ${formatAddress(term.family, term.address)}` : '';
  const ports = (destinationPort?.anyOf ?? []).map(({ first, last }: Interval) =>
    first === last ? `${first}` : `${first}-${last}`,
  );
  const names = (protocol?.anyOf ?? []).map(({ first }) => (first === 17 ? 'udp' : 'tcp'));
  return `${names.join(' and ')}${address} port ${ports.join(', ')}`;
}
