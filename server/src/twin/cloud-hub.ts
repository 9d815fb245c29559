import { gapFilter } from '../../../grammars/kit/cloud/gap-filter.ts';
import type { CloudHub, CloudNetwork, CloudSubnet, Guard, HubAttachment } from '../../../grammars/model/cloud.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Located } from '../../../grammars/text/span.ts';
import type { CloudMember, CloudTableEntry, Wire } from './cloud-member.ts';
import { interfaceOf, linkTo, memberOf, type Plan, pathOf } from './cloud-plan.ts';
import { NOT_HERE, subnetTable, writtenEntries } from './cloud-tables.ts';

/** A table of routes for what comes from each network that is attached. */
export function hubOf({ name, attachments }: CloudHub, plan: Plan): CloudMember {
  const here = attachments.filter(({ network }) => plan.byNetwork.has(network));
  const known = new Set(here.map(({ network }) => network));
  const wires = new Map(
    [...known].map((network): [string, Wire] => [
      linkTo(network),
      { path: pathOf(plan, 'router', network), vrf: linkTo(name.value), inInterface: linkTo(name.value) },
    ]),
  );
  return memberOf(
    plan,
    name,
    {
      interfaces: here.map(({ name: own, network }) =>
        interfaceOf({ value: linkTo(network), span: own.span }, [], linkTo(network)),
      ),
    },
    {
      kind: 'hub',
      wires,
      routes: here.flatMap(({ network, routes, routeGaps }) =>
        writtenEntries(linkTo(network), routes, routeGaps, plan, (target) => {
          if (target.kind === 'discard') return [];
          if (target.kind === 'network')
            return known.has(target.network) ? [{ interface: linkTo(target.network) }] : NOT_HERE(target.network);
          return target.kind === 'elsewhere' ? target.why : NOT_FOLLOWED;
        }),
      ),
    },
  );
}

/** How packets from a hub come into a network: by routes and borders of the subnets that its attachment is in. */
export function hubEntry(
  hub: string,
  { name, subnets }: HubAttachment,
  network: CloudNetwork,
  plan: Plan,
): { readonly link: Located<string>; readonly border: Guard; readonly routes: readonly CloudTableEntry[] } {
  const link = { value: linkTo(hub), span: name.span };
  const all = network.subnets.filter((subnet) => subnets.includes(subnet.name.value));
  const [first, ...others] = all;
  const told = first !== undefined && all.length === subnets.length;
  const alike = told && others.every((one) => tableText(one) === tableText(first));
  const gap = { text: told ? DIFFERENT(link.value) : UNTOLD, span: name.span };
  const routes = subnetTable(
    { name: link, routes: first?.routes ?? [], routeGaps: [...(first?.routeGaps ?? []), ...(alike ? [] : [gap])] },
    network,
    plan,
  );
  return { link, routes, border: told ? borderOf(link, all, plan) : UNKNOWN_BORDER(link) };
}

/** Machines beside the attachment are filtered otherwise than those behind it (transit gateways, network ACLs): nothing is claimed then. */
function borderOf(link: Located<string>, all: readonly CloudSubnet[], { unit }: Plan): Guard {
  const [first, ...others] = all.map(({ border }) => border);
  if (all.every(({ border }) => border.inbound.length + border.outbound.length === 0)) return first!;
  const names = new Set(all.map(({ name }) => name.value));
  const shared = unit.cloud.machines.some(({ ports }) => ports.some(({ subnet }) => names.has(subnet)));
  const alike = others.every(
    (one) => sameItems(one.inbound, first!.inbound) && sameItems(one.outbound, first!.outbound),
  );
  return alike && !shared ? first! : UNKNOWN_BORDER(link);
}

const sameItems = <T>(one: readonly T[], other: readonly T[]): boolean =>
  one.length === other.length && one.every((item, at) => item === other[at]);

const UNKNOWN_BORDER = ({ value, span }: Located<string>): Guard => {
  const gap = gapFilter(`network ACLs ${value}`, span);
  return { inbound: [gap], outbound: [gap] };
};

const tableText = ({ routes, routeGaps }: CloudSubnet): string =>
  [...routes, ...routeGaps].map(({ span }) => `${span.start}`).join();

const NOT_FOLLOWED: Bilingual = {
  en: 'this route of the transit gateway is not followed',
  'zh-cn': '此处不推演该中转网关的这条路由',
};
const UNTOLD: Bilingual = {
  en: 'which subnets this attachment is in is not in these files',
  'zh-cn': '这些文件未说明该连接位于哪些子网',
};
const DIFFERENT = (link: string): Bilingual => ({
  en: `the subnets of this attachment (${link}) have different route tables`,
  'zh-cn': `该连接(${link})所在的各子网使用不同的路由表`,
});
