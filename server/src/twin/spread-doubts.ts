import type { Family } from '../../../grammars/model/address.ts';
import type { IsisProcess, OspfProcess } from '../../../grammars/model/igp.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Member } from '../network/network.ts';
import { everything, type PrefixSpace } from '../routes/prefix-space.ts';
import { exactly } from './base-routes.ts';
import type { TableOf } from './bgp-nodes.ts';
import { redistributedCloud } from './redistributed.ts';
import type { Doubt } from './route-table.ts';
import type { GraphNode } from './shortest-ways.ts';

export interface DoubtedSpace {
  readonly space: PrefixSpace;
  readonly doubt: Doubt;
}

/** A router of a link-state protocol, as far as its doubts go. */
interface Router<Node> extends GraphNode<Node> {
  readonly member: Member;
  readonly process: Pick<
    OspfProcess | IsisProcess,
    'unfollowed' | 'closed' | 'defaultOriginate' | 'redistributions' | 'span'
  >;
  readonly vrf: string;
  readonly family: Family;
}

/** What one router does that is not followed may change the routes of all that it reaches. @param more what else it does so */
export function spreadDoubts<Node extends Router<Node>>(
  routers: readonly Node[],
  tables: TableOf,
  {
    into,
    unfollowed,
    notRead,
    more,
  }: {
    readonly into: 'ospf' | 'isis';
    readonly unfollowed: Bilingual;
    readonly notRead: Bilingual;
    readonly more?: (router: Node) => readonly DoubtedSpace[];
  },
  tell: (router: Node, space: PrefixSpace, doubt: Doubt) => void,
): void {
  for (const router of routers) {
    const { member, process, vrf, family } = router;
    const { path } = member;
    const own: DoubtedSpace[] = process.unfollowed.map((span) => ({
      space: everything(family),
      doubt: { text: unfollowed, path, span },
    }));
    if (!process.closed) own.push({ space: everything(family), doubt: { text: notRead, path, span: process.span } });
    own.push(...(more?.(router) ?? []));
    if (process.defaultOriginate?.policy)
      own.push({
        space: exactly({ family, address: 0n, length: 0 }),
        doubt: { text: unfollowed, path, span: process.defaultOriginate.span },
      });
    for (const taking of process.redistributions) {
      const cloud = redistributedCloud(member, tables(member, vrf, family), taking, into);
      if (cloud) own.push(cloud);
    }
    if (own.length === 0) continue;
    const seen = new Set([router]);
    for (const one of seen) for (const { to } of one.edges) seen.add(to);
    for (const one of seen) for (const { space, doubt } of own) tell(one, space, doubt);
  }
}
