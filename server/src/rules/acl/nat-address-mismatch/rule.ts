import { formatAddress, widthOf } from '../../../../../grammars/model/address.ts';
import type { Match } from '../../../../../grammars/model/filter.ts';
import type { PortForward } from '../../../../../grammars/model/nat.ts';
import { soleHost, solePort } from '../../../../../grammars/model/sole.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { type WrongSide, wrongSides } from '../../exposure/wrong-sides.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/nat-address-mismatch',
    severity: 'error',
    needs: ['nat-rules', 'packet-filters'],
    title: {
      en: 'Permit for a host by its address on the wrong side of the translation',
      'zh-cn': '放行规则使用了地址转换另一侧的地址',
    },
    sources: [
      'Cisco ASA Firewall CLI Configuration Guide: Guidelines for Access Control',
      'Cisco IOS: NAT Order of Operation',
      'iptables(8), packet flow through the tables',
      'PAN-OS: NAT Policy Overview',
      'FortiOS Administration Guide: Virtual IPs',
    ],
    options: {},
  },
  *check(context) {
    const { nat, fragment } = context.device;
    if (!nat || fragment) return;
    const told = new Set<string>();
    for (const forward of [...(nat.forwards ?? []), ...(nat.statics ?? [])])
      for (const found of wrongSides(context, forward)) {
        const key = `${found.permit.filter} ${found.permit.rule}`;
        if (!told.has(key)) yield reportOf(context, forward, found);
        told.add(key);
      }
  },
});

function reportOf(context: RuleContext, { span }: PortForward, found: WrongSide): Report {
  const { permit, unseen, packet } = found;
  const rule = context.device.filters[permit.filter]!.rules[permit.rule]!;
  const line = context.lineOf(span.start) + 1;
  const wrong = formatAddress(unseen.family, unseen.address);
  const right = nameOf(found, rule.matches[found.match]);
  return {
    span: rule.span,
    text: {
      en: `This permits ${wrong}, an address that no packet to the host has here: on its way past this filter the host is ${right} (line ${line}), and that is denied. Permit ${right}.`,
      'zh-cn': `该规则放行 ${wrong},但此处没有报文使用该地址:经过此过滤器时主机是 ${right}(第 ${line} 行),而它被拒绝。请放行 ${right}。`,
    },
    related: [{ span, text: { en: 'Translated here', 'zh-cn': '在此转换' } }],
    witness: formatPacket(packet),
    fixes: correction(found, rule.matches),
  };
}

/** `10.0.0.5`, `10.0.0.5 port 8443` */
function nameOf({ seen, port }: WrongSide, match: Match | undefined): string {
  const number = match?.destinationPort && solePort(port);
  const address = formatAddress(seen.family, seen.address);
  return number === undefined ? address : `${address} port ${number}`;
}

function correction(found: WrongSide, [match, ...more]: readonly Match[]): readonly Proposal[] {
  const { permit, seen, unseen, port } = found;
  if (!match || more.length > 0 || soleHost(match.destination)?.address !== unseen.address) return [];
  const at = nameOf(found, match);
  return [
    {
      title: {
        en: `Permit ${at} instead, until now denied`,
        'zh-cn': `改为放行 ${at},此前被拒绝`,
      },
      safety: 'unsafe',
      change: {
        kind: 'set-match',
        ...permit,
        match: {
          ...match,
          destination: { anyOf: [{ kind: 'prefix', ...seen, length: widthOf(seen.family) }] },
          ...(match.destinationPort && port ? { destinationPort: port } : {}),
        },
      },
    },
  ];
}
