import type { Family } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { VrfTargets } from '../../../grammars/model/vrf-targets.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Located } from '../../../grammars/text/span.ts';
import type { Member } from '../network/network.ts';
import type { BgpNode, VrfLeak } from './bgp-nodes.ts';
import type { BgpRoute, Chosen } from './bgp-route.ts';
import type { Doubt, RouteTable } from './route-table.ts';
import { runUses } from './run-use.ts';

/** Tells each node whom it gives routes to, and which ones other routers may send it. */
export function connectLeaks(nodes: readonly BgpNode[]): void {
  const byMember = new Map<Member, BgpNode[]>();
  for (const node of nodes) {
    const known = byMember.get(node.member);
    if (known) known.push(node);
    else byMember.set(node.member, [node]);
  }
  for (const [{ device, path }, own] of byMember)
    for (const takes of device.vrfTargets ?? []) {
      const to = own.find(({ vrf, family, vpn }) => !vpn && vrf === takes.vrf && family === takes.family);
      if (!to) continue;
      connectGlobal(own, to, takes);
      const vpns = own.find(({ family, vpn }) => vpn && family === takes.family);
      if (vpns) connectVpns(vpns, to, takes);
      for (const from of own) {
        if (from.vpn) continue;
        const gives = targetsOf(device, from.vrf, from.family);
        if (from.family === takes.family && mayGive(device, from.vrf, gives, takes))
          from.leaks.push({ from, to, gives, takes });
      }
      if (takes.imports[0] && hearsVpn(device, vpns !== undefined))
        to.fromVpns = { text: FROM_ROUTERS, path, span: takes.imports[0].span };
    }
}

/** What a VRF and the global table give each other by policies, whatever the targets are. */
function connectGlobal(own: readonly BgpNode[], vrf: BgpNode, { fromGlobal, toGlobal }: VrfTargets): void {
  const global = own.find(({ vrf: name, family, vpn }) => !vpn && name === '' && family === vrf.family);
  if (!global || global === vrf) return;
  if (fromGlobal) global.leaks.push(throughPolicy(global, vrf, fromGlobal));
  if (toGlobal) vrf.leaks.push(throughPolicy(vrf, global, toGlobal));
}

const throughPolicy = (from: BgpNode, to: BgpNode, policy: Located<string>): VrfLeak => ({
  from,
  to,
  gives: undefined,
  takes: {
    vrf: to.vrf,
    family: to.family,
    imports: [],
    exports: [],
    from: [{ ...policy, value: from.vrf }],
    importPolicy: policy,
    span: policy.span,
  },
});

/** A VRF gives its routes to those of VPNs that the device exchanges with others, and takes what carries its targets. */
function connectVpns(vpns: BgpNode, vrf: BgpNode, targets: VrfTargets): void {
  if (targets.exports.length > 0 || targets.exportPolicy) vrf.leaks.push({ from: vrf, to: vpns, gives: targets });
  if (targets.imports.length > 0) vpns.leaks.push({ from: vpns, to: vrf, takes: targets });
}

/** A VRF that takes routes, of which BGP does not speak: whether it gets any, no manual tells. */
export function unheldImports({ device, path }: Member, vrf: string, family: Family): Doubt | undefined {
  if (device.bgp.length === 0 || device.bgp.some((process) => (process.vrf ?? '') === vrf)) return undefined;
  const takes = targetsOf(device, vrf, family);
  if (!takes) return undefined;
  const gets =
    takes.fromGlobal !== undefined ||
    (takes.imports.length > 0 && hearsVpn(device)) ||
    (device.vrfTargets ?? []).some(
      (gives) => gives.family === family && hasProcess(device, gives.vrf) && mayGive(device, gives.vrf, gives, takes),
    );
  return gets ? { text: NOT_IN_BGP, path, span: takes.span } : undefined;
}

const hasProcess = ({ bgp }: Device, vrf: string): boolean => bgp.some((process) => (process.vrf ?? '') === vrf);

const targetsOf = ({ vrfTargets = [] }: Device, vrf: string, family: Family): VrfTargets | undefined =>
  vrfTargets.find((one) => one.vrf === vrf && one.family === family);

/** Whether any route of the one may go into the other. */
function mayGive(device: Device, vrf: string, gives: VrfTargets | undefined, takes: VrfTargets): boolean {
  if (vrf === takes.vrf) return false;
  if (takes.from.some(({ value }) => value === vrf)) return true;
  if (!gives || takes.imports.length === 0) return false;
  const wanted = new Set(takes.imports.map(({ value }) => value));
  if (gives.exports.some(({ value }) => wanted.has(value))) return true;
  if (!gives.exportPolicy) return false;
  // What a policy gives: all that its settings name, or anything.
  const policy = device.policies.find(({ name }) => name.value === gives.exportPolicy!.value);
  const settings = policy?.entries?.flatMap((entry) => entry.settings);
  if (!settings || !device.routeChoice?.leaks) return true;
  return settings.some(
    (setting) =>
      setting.kind === 'route-targets' && (!setting.values || setting.values.some((value) => wanted.has(value))),
  );
}

/** A neighbour may send routes of VPNs. @param known those of RFC 4364 are known */
const hearsVpn = ({ bgp }: Device, known = false): boolean =>
  bgp.some(({ neighbours }) =>
    neighbours.some(
      ({ shutdown, families }) =>
        !shutdown &&
        families.some(({ name, active }) => active && /vpn/.test(name) && !(known && /^vpnv[46]-unicast$/.test(name))),
    ),
  );

/** What the other table gets of a prefix; undefined: nothing. @param table of the one that gives */
export function leaked({ best, all, together }: Chosen, leak: VrfLeak, table: RouteTable): BgpRoute | undefined {
  // What came from another VRF goes no further.
  const own = best.leakedFrom ? all.find((route) => !route.leakedFrom) : best;
  if (!own) return undefined;
  const { from, to, takes } = leak;
  const { device } = from.member;
  const rules = device.routeChoice?.leaks;
  if (own.local === 'aggregate' && rules?.aggregatesStay) return undefined;
  const given = withTargets(own, leak);
  const anyway = takes.from.some(({ value }) => value === from.vrf);
  if (!given || !(given.doubt || anyway || takes.imports.some(({ value }) => given.targets.includes(value))))
    return undefined;
  const uses = takes.importPolicy ? [{ kind: 'route-policy' as const, name: takes.importPolicy }] : [];
  const taken = runUses(device, to.process, uses, given.route);
  if (taken.kind === 'refused') return undefined;
  const { path } = from.member;
  const span = takes.from.find(({ value }) => value === from.vrf)?.span ?? takes.imports[0]?.span ?? takes.span;
  const why =
    (anyway ? undefined : byUncertainTargets(leak, given.targets)) ??
    doubtful(own, leak, table) ??
    (own !== best || together.length > 1 ? SEVERAL : undefined);
  const doubt =
    own.doubt ??
    given.doubt ??
    (taken.kind === 'unknown' ? { text: taken.text, path, span: taken.span } : why && { text: why, path, span });
  const { local: _, origins: _origins, ...route } = taken.kind === 'passed' ? taken.route : given.route;
  return {
    ...route,
    leakedFrom: from,
    span,
    ...(doubt ? { doubt } : {}),
    ...(given.doubt || taken.kind === 'unknown' ? { undecided: true } : {}),
  };
}

/** The route after the export policy, and the targets that it has then; undefined: it stays. With a doubt, they may be any. */
export function withTargets(
  own: BgpRoute,
  { from, gives }: Pick<VrfLeak, 'from' | 'gives'>,
): { readonly route: BgpRoute; readonly targets: readonly string[]; readonly doubt?: Doubt } | undefined {
  const { device, path } = from.member;
  const written = gives?.exports.map(({ value }) => value) ?? [];
  const name = gives?.exportPolicy;
  if (!name) return { route: own, targets: written };
  const unknown = (text: Bilingual, span: Doubt['span']) => ({
    route: own,
    targets: written,
    doubt: { text, path, span },
  });
  const passed = runUses(device, from.process, [{ kind: 'route-policy', name }], own);
  if (passed.kind === 'unknown') return unknown(passed.text, passed.span);
  if (passed.kind === 'refused') {
    const { leaks } = device.routeChoice ?? {};
    if (leaks && !leaks.exportPolicy) return unknown(REFUSED, name.span);
    return leaks?.exportPolicy === 'gives-targets' ? { route: own, targets: written } : undefined;
  }
  const { targets, ...route } = passed.route;
  if (!targets) return { route, targets: written };
  if (!targets.values) return { ...unknown(TARGETS, name.span), route };
  return { route, targets: targets.how === 'add' ? [...written, ...targets.values] : targets.values };
}

/** Of platforms of which only manuals are known. */
function byUncertainTargets({ from, gives, takes }: VrfLeak, targets: readonly string[]): Bilingual | undefined {
  const kinds = from.member.device.routeChoice?.leaks?.documented;
  if (!kinds) return undefined;
  if (!gives?.distinguisher || !takes.distinguisher) return UNDISTINGUISHED;
  return takes.imports.some(({ value }) => targets.includes(value) && kinds.includes(kindOf(value)))
    ? undefined
    : PLATFORM;
}

/** `evpn` of `evpn 64500:1` */
const kindOf = (target: string): string => target.slice(0, Math.max(0, target.lastIndexOf(' ')));

function doubtful(route: BgpRoute, { from, to }: VrfLeak, table: RouteTable): Bilingual | undefined {
  const { device } = from.member;
  if (!device.routeChoice?.leaks) return PLATFORM;
  if (!hasProcess(device, '')) return PLATFORM;
  if (route.local === 'aggregate') return AGGREGATE;
  if (to.process.asn?.value !== from.process.asn?.value) return PLATFORM;
  if (!route.local || route.nextHop !== undefined) return undefined;
  const { leaks } = device.routeChoice;
  const known = table.exact(route.prefix);
  if (known?.source === 'connected') return from.vrf === '' && leaks.globalConnectedMayStay ? CONNECTED : undefined;
  return known && known.hops.length > 0 && !leaks.followsTable ? AGGREGATE : undefined;
}

const FROM_ROUTERS: Bilingual = {
  en: 'other routers may send routes of VPNs that carry this target, which are not followed here',
  'zh-cn': '其他路由器可能发来带有此路由目标的 VPN 路由,此处不做推演',
};
const NOT_IN_BGP: Bilingual = {
  en: 'BGP has no address family for this VRF: whether it takes routes of others all the same is not known',
  'zh-cn': 'BGP 中没有该 VRF 的地址族:它是否仍会引入其他 VRF 的路由未知',
};
const PLATFORM: Bilingual = {
  en: 'in which form this platform takes routes of one VRF into another is not known well enough',
  'zh-cn': '该平台把一个 VRF 的路由引入另一个 VRF 的具体方式尚不够明确',
};
const UNDISTINGUISHED: Bilingual = {
  en: 'one of the two VRFs has no route distinguisher in the text: whether it takes part in exchanging routes all the same is not known',
  'zh-cn': '两个 VRF 之一在文本中没有路由区分符(RD):它是否仍参与路由交换未知',
};
const CONNECTED: Bilingual = {
  en: "whether networks of the global table's own interfaces come into a VRF depends on the release",
  'zh-cn': '全局路由表自身接口的网络能否引入 VRF 取决于软件版本',
};
const REFUSED: Bilingual = {
  en: 'whether what this export policy refuses is given to other VRFs all the same is not known on this platform',
  'zh-cn': '在该平台上,此导出策略拒绝的路由是否仍会发给其他 VRF 未知',
};
const AGGREGATE: Bilingual = {
  en: 'where packets for this route of another VRF are sent is not known',
  'zh-cn': '该路由来自另一个 VRF,其报文会发往何处未知',
};
export const SEVERAL: Bilingual = {
  en: 'which of several paths of the other VRF comes in here is not known',
  'zh-cn': '另一个 VRF 的多条路径中哪一条会引入此处未知',
};
const TARGETS: Bilingual = {
  en: 'which route targets this policy gives is not followed here',
  'zh-cn': '该策略设置哪些路由目标,此处不做推演',
};
