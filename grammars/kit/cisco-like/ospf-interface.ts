import type { InForce, OspfInterface, OspfNetworkType } from '../../model/igp.ts';
import type { Interface } from '../../model/interface.ts';
import type { Located, Span } from '../../text/span.ts';
import type { AreaDraft, OspfLines } from './ospf-lines.ts';

/** What an interface inherits from its process. */
export interface OspfScope {
  readonly version: 2 | 3;
  readonly areas: ReadonlyMap<number, AreaDraft>;
  /** By name in lower case. */
  readonly passive: ReadonlyMap<string, InForce<boolean>>;
  readonly passiveByDefault?: Span;
  readonly closed: boolean;
}

/** What platforms have where nothing is said. */
export interface OspfDefaults {
  networkTypeOf(name: string): OspfNetworkType | undefined;
  readonly dead?: 'four-hellos' | 'stays';
}

/** An interface of an area with what is said of it and what it inherits. */
export function ospfInterfaceOf(
  one: Interface,
  area: Located<number>,
  said: OspfLines,
  scope: OspfScope,
  defaults: OspfDefaults,
): OspfInterface {
  const usual = one.loopback ? undefined : defaults.networkTypeOf(one.name.value);
  const networkType = said.networkType ?? (usual && { value: usual });
  const timers = timersOf(said, networkType?.value, defaults.dead);
  const authentication = said.authentication ?? scope.areas.get(area.value)?.authentication;
  const closed = one.closed && scope.closed;
  const passive =
    said.passive ??
    scope.passive.get(one.name.value.toLowerCase()) ??
    (scope.passiveByDefault ? { value: true, span: scope.passiveByDefault } : { value: false });
  return {
    interface: one.name.value,
    area,
    families: said.families ?? [scope.version === 2 ? 'ipv4' : 'ipv6'],
    passive,
    ...(said.cost ? { cost: said.cost } : {}),
    ...(networkType ? { networkType } : {}),
    ...timers,
    ...(authentication ? { authentication } : closed ? { authentication: { value: 'none' } } : {}),
    ...(said.mtuIgnored ? { mtuIgnored: true } : {}),
    ...(said.priority ? { priority: said.priority } : {}),
    ...(said.bfd ? { bfd: true } : {}),
    span: area.span,
    closed,
  };
}

/** Ten and forty seconds on links that are broadcast or point-to-point, thirty and 120 on others (RFC 2328 appendix C.3). */
export function timersOf(
  said: OspfLines,
  type: OspfNetworkType | undefined,
  rule: 'four-hellos' | 'stays' | undefined,
): Pick<OspfInterface, 'hello' | 'dead'> {
  const usual = type === 'broadcast' || type === 'point-to-point' ? 10 : undefined;
  const hello = said.fastHello ? undefined : (said.hello ?? (usual === undefined ? undefined : { value: usual }));
  const dead =
    said.dead ??
    (said.hello && rule === 'four-hellos'
      ? { value: said.hello.value * 4 }
      : usual !== undefined && (!said.hello || rule === 'stays')
        ? { value: usual * 4 }
        : undefined);
  return { ...(hello ? { hello } : {}), ...(dead ? { dead } : {}) };
}
