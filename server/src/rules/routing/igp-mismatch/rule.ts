import type { Span } from '../../../../../grammars/text/span.ts';
import { type IgpFault, isisFaults, ospfFaults } from '../../../network/igp-faults.ts';
import { isisLinks, ospfLinks } from '../../../network/igp-links.ts';
import { type Member, nameOf } from '../../../network/network.ts';
import { sameOspfRouterIds } from '../../../network/same-router-id.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { faultText } from './wording.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/igp-mismatch',
    severity: 'error',
    needs: ['interfaces', 'igp'],
    title: {
      en: 'OSPF or IS-IS neighbours that do not agree',
      'zh-cn': '参数不一致的 OSPF 或 IS-IS 邻居',
    },
    sources: ['RFC 2328 sections 9.5, 10.5 and 10.6', 'RFC 5340 section 4.2.2', 'ISO 10589 section 8.2'],
    options: {},
  },
  *check({ device, network }) {
    if (!network || device.fragment) return;
    const told = new Set<string>();
    for (const { here, there, member } of ospfLinks(network.network, network.self))
      for (const fault of ospfFaults(here, there)) {
        const ends = { here: here.interface, there: there.interface };
        yield* once(
          told,
          reportOf('OSPF', fault, member, { ...ends, span: here.ospf.span, otherSpan: there.ospf.span }),
        );
      }
    for (const { here, there, member } of sameOspfRouterIds(network.network, network.self))
      if (here.routerId && there.routerId) yield* once(told, sameId(member, here.routerId.span, there.routerId.span));
    for (const { here, there, member } of isisLinks(network.network, network.self))
      for (const fault of isisFaults(here, there)) {
        const ends = { here: here.interface, there: there.interface };
        yield* once(
          told,
          reportOf('IS-IS', fault, member, { ...ends, span: here.isis.span, otherSpan: there.isis.span }),
        );
      }
  },
});

/** The two are no neighbours: told once a device, as of neighbours. */
function sameId(member: Member, span: Span, otherSpan: Span): Told {
  const other = nameOf(member);
  return {
    key: 'OSPF router-id ',
    report: {
      span,
      text: {
        en: `${other}, in the same area, has this router ID as well: the announcements of the two overwrite each other in all routers of the area, and routes of both come and go. Give each router an ID of its own.`,
        'zh-cn': `同一区域中的 ${other} 使用相同的 router ID:两者的通告会在区域内所有路由器上互相覆盖,双方的路由反复消失。请为每台路由器配置唯一的 ID。`,
      },
      related: [
        {
          span: otherSpan,
          text: { en: `The same one, on ${other}`, 'zh-cn': `相同的 ID:${other}` },
          elsewhere: { path: member.path, range: member.index.rangeOf(otherSpan) },
        },
      ],
    },
  };
}

interface Place {
  readonly here: { readonly name: { readonly value: string } };
  readonly there: { readonly name: { readonly value: string } };
  /** Where a fault is told that is in what nothing says. */
  readonly span: Span;
  readonly otherSpan: Span;
}

interface Told {
  readonly key: string;
  readonly report: Report;
}

/** One fault of an interface is told once, however many neighbours it has there. */
function* once(told: Set<string>, { key, report }: Told): Generator<Report> {
  if (told.has(key)) return;
  told.add(key);
  yield report;
}

function reportOf(protocol: 'OSPF' | 'IS-IS', fault: IgpFault, member: Member, place: Place): Told {
  const own = place.here.name.value;
  const otherSpan = fault.there.span ?? place.otherSpan;
  const other = nameOf(member);
  return {
    key: `${protocol} ${fault.kind} ${fault.kind === 'router-id' || fault.kind === 'system-id' ? '' : own}`,
    report: {
      ...(fault.kind === 'passive' ? { severity: 'warning' as const } : {}),
      span: fault.here.span ?? place.span,
      text: faultText(fault, { protocol, interface: own, other, otherInterface: place.there.name.value }),
      related: [
        {
          span: otherSpan,
          text: { en: `The other end, on ${other}`, 'zh-cn': `对端:${other}` },
          elsewhere: { path: member.path, range: member.index.rangeOf(otherSpan) },
        },
      ],
    },
  };
}
