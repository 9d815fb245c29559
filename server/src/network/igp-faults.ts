import type {
  InForce,
  IsisInterface,
  IsisLevel,
  IsisProcess,
  OspfArea,
  OspfInterface,
  OspfProcess,
} from '../../../grammars/model/igp.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { isBetweenTwo } from './links.ts';

/** One end of an adjacency. */
export interface OspfEnd {
  readonly process: OspfProcess;
  readonly ospf: OspfInterface;
  readonly interface: Interface;
}

export interface IsisEnd {
  readonly process: IsisProcess;
  readonly isis: IsisInterface;
  readonly interface: Interface;
}

/** What two ends of a link say differently; places where they say it, absent for defaults. */
export interface IgpFault {
  readonly kind:
    | 'area'
    | 'area-type'
    | 'hello'
    | 'dead'
    | 'network-type'
    | 'mtu'
    | 'authentication'
    | 'passive'
    | 'router-id'
    | 'level'
    | 'level-1-area'
    | 'system-id'
    | 'metric-style';
  readonly here: Said;
  readonly there: Said;
}

interface Said {
  readonly value: string;
  readonly span?: Span;
}

/** Why no adjacency comes up between these, or none that is of use. Nothing where something about either is not known. */
export function* ospfFaults(here: OspfEnd, there: OspfEnd): Generator<IgpFault> {
  const [a, b] = [here.ospf, there.ospf];
  if (!a.closed || !b.closed || here.process.shutdown || there.process.shutdown) return;
  if (a.passive?.value || b.passive?.value) {
    // With hosts behind it, a router may keep quiet on a subnet on purpose.
    if (isBetweenTwo(here.interface) && a.passive && b.passive && a.passive.value !== b.passive.value)
      yield { kind: 'passive', here: passive(a.passive), there: passive(b.passive) };
    return;
  }
  if (a.area.value !== b.area.value)
    yield { kind: 'area', here: area(a.area.value, a.area.span), there: area(b.area.value, b.area.span) };
  else yield* differ('area-type', areaType(here), areaType(there), ({ value }) => value);
  yield* differ('hello', a.hello, b.hello, ({ value }) => `${value}`);
  yield* differ('dead', a.dead, b.dead, ({ value }) => `${value}`);
  if (a.networkType && b.networkType && elects(a.networkType.value) !== elects(b.networkType.value))
    yield { kind: 'network-type', here: a.networkType, there: b.networkType };
  yield* differ('authentication', a.authentication, b.authentication, ({ value }) => value);
  if (here.process.version === 2) yield* mtuFault(here, there);
  const [mine, theirs] = [here.process.routerId, there.process.routerId];
  if (mine && theirs && mine.value === theirs.value)
    yield { kind: 'router-id', here: { value: '', span: mine.span }, there: { value: '', span: theirs.span } };
}

const passive = ({ value, span }: InForce<boolean>): Said => ({
  value: value ? 'passive' : 'active',
  ...(span ? { span } : {}),
});

const area = (value: number, span: Span): Said => ({ value: `${value}`, span });

/** RFC 2328 section 9.4: a designated router is elected on these. */
const elects = (type: string): boolean => type === 'broadcast' || type === 'non-broadcast';

/** The E and N bits of hello packets (RFC 2328 section 10.5, RFC 3101 section 2.4). */
function areaType({ process, ospf }: OspfEnd): InForce<OspfArea['type']> | undefined {
  const found = process.areas.find(({ id }) => id.value === ospf.area.value);
  if (found && found.type !== 'normal') return { value: found.type, span: found.span };
  return process.closed ? { value: 'normal' } : undefined;
}

function* differ<T>(
  kind: IgpFault['kind'],
  here: InForce<T> | undefined,
  there: InForce<T> | undefined,
  tell: (value: InForce<T>) => string,
): Generator<IgpFault> {
  if (!here || !there || tell(here) === tell(there)) return;
  yield { kind, here: { ...here, value: tell(here) }, there: { ...there, value: tell(there) } };
}

/** RFC 2328 section 10.6: the end with the smaller one refuses the other's database descriptions. */
function* mtuFault(here: OspfEnd, there: OspfEnd): Generator<IgpFault> {
  const [a, b] = [here.interface.ipMtu, there.interface.ipMtu];
  if (!a || !b || a.value === b.value) return;
  const refuses = a.value < b.value ? here.ospf : there.ospf;
  if (!refuses.mtuIgnored) yield* differ('mtu', a, b, ({ value }) => `${value}`);
}

/** As ospfFaults. */
export function* isisFaults(here: IsisEnd, there: IsisEnd): Generator<IgpFault> {
  const [a, b] = [here.isis, there.isis];
  if (!a.closed || !b.closed) return;
  if (a.passive?.value || b.passive?.value) {
    if (isBetweenTwo(here.interface) && a.passive && b.passive && a.passive.value !== b.passive.value)
      yield { kind: 'passive', here: passive(a.passive), there: passive(b.passive) };
    return;
  }
  if (a.level && b.level) {
    const shared = sharedLevel(a.level.value, b.level.value);
    if (!shared) yield { kind: 'level', here: a.level, there: b.level };
    else if (shared === 'level-1') yield* areaFault(here.process, there.process);
  }
  yield* differ('network-type', a.networkType, b.networkType, ({ value }) => value);
  yield* differ('authentication', a.authentication, b.authentication, ({ value }) => value);
  const [mine, theirs] = [systemId(here.process), systemId(there.process)];
  if (mine && theirs && mine.value === theirs.value) yield { kind: 'system-id', here: mine, there: theirs };
  const [style, other] = [here.process.metricStyle, there.process.metricStyle];
  if (style && other && style.value !== other.value && style.value !== 'transition' && other.value !== 'transition')
    yield { kind: 'metric-style', here: style, there: other };
}

const sharedLevel = (a: IsisLevel, b: IsisLevel): IsisLevel | undefined =>
  a === 'level-1-2' ? b : b === 'level-1-2' || a === b ? a : undefined;

/** Adjacencies of level 1 need an area in common (ISO 10589 section 8.2.3). */
function* areaFault(here: IsisProcess, there: IsisProcess): Generator<IgpFault> {
  const [mine, theirs] = [here.nets.map(areaOf), there.nets.map(areaOf)];
  const [first, other] = [mine[0], theirs[0]];
  if (!first || !other || mine.some((one) => theirs.some(({ value }) => value === one.value))) return;
  yield { kind: 'level-1-area', here: first, there: other };
}

/** `49.0001.1720.1600.1001.00`: what stands in front of six octets of system ID and the selector. */
const areaOf = ({ value, span }: IsisProcess['nets'][number]): Said & { readonly span: Span } => ({
  value: bare(value).slice(0, -14),
  span,
});

function systemId({ nets: [net] }: IsisProcess): Said | undefined {
  return net && bare(net.value).length > 14 ? { value: bare(net.value).slice(-14, -2), span: net.span } : undefined;
}

const bare = (net: string): string => net.replaceAll('.', '').toLowerCase();
