import type { Family } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { RouteCondition } from '../../../grammars/model/routing.ts';
import type { TableLeak } from '../../../grammars/model/table-leak.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Member } from '../network/network.ts';
import { everything, union } from '../routes/prefix-space.ts';
import { exactly } from './base-routes.ts';
import { originOf, ownRoute } from './redistributed.ts';
import type { Doubt, Route, RouteTable } from './route-table.ts';
import { mayPass, runUses } from './run-use.ts';

/**
 * Puts routes of one VRF into another one as its policies say, sent where the first one sends them.
 * @param tableOf of this device, without such routes; undefined where there is no such VRF
 */
export function putTableLeaks(member: Member, family: Family, tableOf: (vrf: string) => RouteTable | undefined): void {
  const { device, path } = member;
  // What came in by one goes out by none, so all are asked before any is put.
  const taken = (device.tableLeaks ?? []).map((leak) => {
    const from = tableOf(leak.from.value);
    const clouds = (from?.spaces() ?? []).map((one) => ({
      ...one,
      space: mayPass(device, {}, usesOf(leak), one.space),
    }));
    return { leak, clouds, routes: [...takenBy(member, leak, from)] };
  });
  const into = new Map<string, TableLeak[]>();
  for (const { leak } of taken) into.set(leak.into, [...(into.get(leak.into) ?? []), leak]);
  for (const { leak, clouds, routes } of taken) {
    const table = tableOf(leak.into);
    if (!table) continue;
    for (const route of routes) putLeaked(table, route, { text: COMPETES, path, span: leak.span });
    for (const { space, distance, doubt } of clouds) table.doubt(space, distance, doubt);
    const thirds = (into.get(leak.from.value) ?? []).filter((before) => before.from.value !== leak.into);
    if (thirds.length === 0) continue;
    const reach = thirds.map((before) => mayPass(device, {}, usesOf(before), everything(family))).reduce(union);
    table.doubt(mayPass(device, {}, usesOf(leak), reach), 0, { text: TWICE, path, span: leak.span });
  }
}

const usesOf = ({ policy }: TableLeak) => [{ kind: 'route-policy' as const, name: policy }];

function* takenBy({ device, path }: Member, leak: TableLeak, table: RouteTable | undefined): Generator<Route> {
  const uses = usesOf(leak);
  const { span } = leak;
  for (const route of table?.routes() ?? []) {
    const leaked: Route = { ...route, span, leaked: true };
    if (route.source.endsWith('bgp') && !asksForPrefixes(device, leak.policy.value)) {
      const { bands } = mayPass(device, {}, uses, exactly(route.prefix));
      if (bands.length > 0) yield { ...leaked, doubt: route.doubt ?? { text: ATTRIBUTES, path, span } };
      continue;
    }
    const made = ownRoute(route, 'redistributed', 'incomplete', true, span);
    const passed = runUses(device, {}, uses, made, originOf(route, device));
    if (passed.kind === 'refused') continue;
    if (passed.kind === 'unknown')
      yield { ...leaked, doubt: route.doubt ?? { text: passed.text, path, span: passed.span } };
    else if (passed.route.nextHop !== made.nextHop)
      yield { ...leaked, doubt: route.doubt ?? { text: NEXT_HOP, path, span } };
    else yield leaked;
  }
}

/** Of routes of BGP the table has no paths and communities. */
const asksForPrefixes = ({ policies }: Device, name: string): boolean =>
  policies.some(
    (policy) =>
      policy.name.value === name &&
      policy.entries?.every(({ conditions }) => conditions.every(({ kind }) => PREFIXES.has(kind))) === true,
  );

const PREFIXES: ReadonlySet<RouteCondition['kind']> = new Set(['family', 'prefix-list', 'prefixes', 'protocol']);

/** Which of two routes for a prefix wins, only their distances would tell, and a policy may change them. */
function putLeaked(table: RouteTable, route: Route, doubt: Doubt): void {
  const known = table.exact(route.prefix);
  // Its own networks stay with a VRF.
  if (known?.source === 'connected') return;
  if (!known) table.put(route);
  else if (!known.doubt) table.replace({ ...known, doubt });
}

const COMPETES: Bilingual = {
  en: 'a route of another VRF comes in for this prefix as well: which one wins is not known',
  'zh-cn': '该前缀另有一条来自其他 VRF 的路由:哪条胜出未知',
};
const TWICE: Bilingual = {
  en: 'whether routes that come from a third VRF are taken on from here is not known',
  'zh-cn': '来自第三个 VRF 的路由是否会从此处继续引入未知',
};
const ATTRIBUTES: Bilingual = {
  en: 'this policy asks for more than the prefix of a route of BGP, which is not followed here',
  'zh-cn': '该策略除前缀外还检查 BGP 路由的其他属性,此处不做推演',
};
const NEXT_HOP: Bilingual = {
  en: 'this policy changes the next hop of a route of another VRF, which is not followed here',
  'zh-cn': '该策略修改来自其他 VRF 的路由的下一跳,此处不做推演',
};
