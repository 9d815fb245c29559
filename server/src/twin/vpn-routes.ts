import type { VrfTargets } from '../../../grammars/model/vrf-targets.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { BgpNode, Leak } from './bgp-nodes.ts';
import type { BgpRoute, Chosen } from './bgp-route.ts';
import { runUses } from './run-use.ts';
import { SEVERAL, withTargets } from './vrf-leaks.ts';

/** By what a prefix is known where the route goes. */
export const keyBeyond = ({ from, to, gives }: Leak, key: string): string =>
  to.vpn ? `${distinguisherOf(from, gives)} ${key}` : from.vpn ? key.slice(key.lastIndexOf(' ') + 1) : key;

/** What the device has made itself is nobody else's. */
function distinguisherOf({ member, vrf }: BgpNode, gives: VrfTargets | undefined): string {
  const written = gives?.distinguisher?.value;
  return written === undefined || written === 'auto' ? `auto of ${member.path} ${vrf}` : written;
}

/** A route of a VRF as one of VPNs; undefined: it is not given to others. */
export function exported({ best, all }: Chosen, from: BgpNode, gives: VrfTargets): BgpRoute | undefined {
  // What came from another table goes no further.
  const own = best.leakedFrom ? all.find((route) => !route.leakedFrom) : best;
  const given = own && withTargets(own, { from, gives });
  if (!given || (given.targets.length === 0 && !given.doubt)) return undefined;
  const { path } = from.member;
  const span = gives.exports[0]?.span ?? gives.span;
  const why = gives.distinguisher ? (own !== best ? SEVERAL : undefined) : UNDISTINGUISHED;
  const doubt = own.doubt ?? given.doubt ?? (why && { text: why, path, span });
  const { local: _, origins: _origins, ...route } = given.route;
  return {
    ...route,
    leakedFrom: from,
    vpn: { targets: given.targets, anyTarget: given.doubt !== undefined, home: from },
    span,
    ...(doubt ? { doubt } : {}),
    ...(given.doubt ? { undecided: true } : {}),
  };
}

/** What a VRF gets of a route of VPNs; undefined: nothing. */
export function imported({ best, tie }: Chosen, from: BgpNode, to: BgpNode, takes: VrfTargets): BgpRoute | undefined {
  const { vpn } = best;
  // Of this device's own VRFs, `leaked` tells.
  if (!vpn || best.leakedFrom) return undefined;
  const target = takes.imports.find(({ value }) => vpn.targets.includes(value)) ?? takes.imports[0];
  if (!target || !(vpn.anyTarget || vpn.targets.includes(target.value))) return undefined;
  const { device, path } = from.member;
  const uses = takes.importPolicy ? [{ kind: 'route-policy' as const, name: takes.importPolicy }] : [];
  const taken = runUses(device, to.process, uses, best);
  if (taken.kind === 'refused') return undefined;
  const doubt =
    best.doubt ??
    (taken.kind === 'unknown'
      ? { text: taken.text, path, span: taken.span }
      : tie
        ? { text: SEVERAL, path, span: target.span }
        : undefined);
  return {
    ...(taken.kind === 'passed' ? taken.route : best),
    leakedFrom: from,
    span: target.span,
    ...(doubt ? { doubt } : {}),
    ...(taken.kind === 'unknown' ? { undecided: true } : {}),
  };
}

const UNDISTINGUISHED: Bilingual = {
  en: 'this VRF has no route distinguisher in the text, and without one its routes are given to no other router',
  'zh-cn': '文本中该 VRF 没有路由区分符(RD),没有 RD 时其路由不会发给其他路由器',
};
