import type { Bilingual } from '../../../grammars/outline.ts';
import { everything, isEmpty, isSubset, type PrefixSpace, union, within } from '../routes/prefix-space.ts';
import { doubtAt, isPassedInside } from './bgp-exchange.ts';
import type { BgpNode, Direction, TableOf } from './bgp-nodes.ts';
import { redistributedCloud } from './redistributed.ts';
import type { Doubt } from './route-table.ts';
import { mayPass } from './run-use.ts';

/** Prefixes of which a node may have routes that are not known here. */
export interface CloudOf {
  readonly space: PrefixSpace;
  readonly external: boolean;
  readonly doubt: Doubt;
  /** They came from another table of the device. */
  readonly leaked?: true;
  /** Of VPNs: route targets that they have; absent: any. */
  readonly targets?: readonly string[];
}

/** What may come from neighbours of whom nothing is known, and from processes that are not followed, and how far it may go on. */
export function cloudsOf(nodes: readonly BgpNode[], tables: TableOf): Map<BgpNode, CloudOf[]> {
  const clouds = new Map<BgpNode, CloudOf[]>(nodes.map((node) => [node, []]));
  const queue: [BgpNode, CloudOf, Direction | undefined][] = [];
  const add = (node: BgpNode, cloud: CloudOf, from: Direction | undefined): void => {
    const own = clouds.get(node)!;
    const at = own.findIndex(
      ({ doubt, leaked, targets }) =>
        doubt === cloud.doubt && leaked === cloud.leaked && targets?.join() === cloud.targets?.join(),
    );
    const before = own[at];
    if (isEmpty(cloud.space) || (before && isSubset(cloud.space, before.space))) return;
    const after = before ? { ...before, space: union(before.space, cloud.space) } : cloud;
    if (before) own[at] = after;
    else own.push(after);
    queue.push([node, after, from]);
  };
  for (const node of nodes) {
    const { device } = node.member;
    for (const doubt of node.doubts)
      if (node.process.neighbours.length > 0 || node.out.length > 0 || node.leaks.length > 0)
        add(node, { space: everything(node.family), external: true, doubt }, undefined);
    if (node.fromVpns) add(node, { space: everything(node.family), external: false, doubt: node.fromVpns }, undefined);
    for (const { end, family, doubt } of node.outsiders) {
      const none =
        end.neighbour.external !== false &&
        family.imports.length === 0 &&
        node.process.withoutPolicy === 'exchanges-nothing';
      if (!none)
        add(
          node,
          {
            space: mayPass(device, node.process, family.imports, everything(node.family)),
            external: end.neighbour.external !== false,
            doubt,
          },
          undefined,
        );
    }
    for (const taking of node.vpn ? [] : device.redistributions) {
      if (taking.into !== 'bgp' || (taking.vrf ?? '') !== node.vrf) continue;
      const cloud = redistributedCloud(node.member, tables(node.member, node.vrf, node.family), taking, 'bgp');
      if (cloud) add(node, { ...cloud, external: true }, undefined);
    }
    for (const way of node.out)
      if (way.exports.defaultOriginate?.policy)
        add(
          way.to,
          {
            space: within({ family: node.family, address: 0n, length: 0 }, { first: 0, last: 0 }),
            external: way.external,
            doubt: doubtAt(node, DEFAULT, way.exports.defaultOriginate.span),
          },
          way,
        );
  }
  for (const [node, cloud, from] of queue) {
    // What came from another table goes no further: of that, `from` would say it came by a neighbour.
    for (const { to, takes, gives } of cloud.leaked ? [] : node.leaks) {
      const { targets, ...bare } = cloud;
      if (!takes) {
        const all = gives.exportPolicy ? undefined : gives.exports.map(({ value }) => value);
        add(to, { ...bare, leaked: true, ...(all ? { targets: all } : {}) }, undefined);
        continue;
      }
      if (targets && !takes.imports.some(({ value }) => targets.includes(value))) continue;
      const uses = takes.importPolicy ? [{ kind: 'route-policy' as const, name: takes.importPolicy }] : [];
      const space = mayPass(node.member.device, to.process, uses, cloud.space);
      add(to, { ...bare, space, leaked: true }, undefined);
    }
    for (const way of node.out) {
      if (way.to === from?.from) continue;
      if (from && isPassedInside(way, from) && !from.imports.reflectorClient && !way.exports.reflectorClient) continue;
      const closed = (uses: readonly unknown[], process: BgpNode['process']): boolean =>
        way.external && uses.length === 0 && process.withoutPolicy === 'exchanges-nothing';
      if (closed(way.exports.exports, node.process) || closed(way.imports.imports, way.to.process)) continue;
      const out = mayPass(node.member.device, node.process, way.exports.exports, cloud.space);
      const space = mayPass(way.to.member.device, way.to.process, way.imports.imports, out);
      const targets = node.vpn && cloud.targets ? { targets: cloud.targets } : {};
      add(way.to, { space, external: way.external, doubt: cloud.doubt, ...targets }, way);
    }
  }
  return clouds;
}

const DEFAULT: Bilingual = {
  en: 'a default route that is announced without being in the table is not followed here',
  'zh-cn': '未在路由表中而直接通告的默认路由此处不做推演',
};
