import type { Field, Filter, FilterRule, InterfacePattern, Match } from '../../../../model/filter.ts';
import { get, hasUnknown, kids, located, spanOf, spansOf } from '../../node.ts';
import type { Node } from '../../tree.ts';
import { hostService } from './host-services.ts';
import { patternsOf, type SecurityZone, unitOf } from './zones.ts';

/** A service that a zone, or one interface of it, lets in to the device or, with `except`, takes out of `all`. */
interface Entry {
  readonly node: Node;
  readonly kind: 'system-services' | 'protocols';
  readonly inInterface: Field<InterfacePattern>;
}

/** Written entries in the order of the filter's rules. What is taken out of `all` comes before it. */
export function hostEntries(zones: readonly SecurityZone[]): Entry[] {
  const pattern = patternsOf(zones);
  return zones.flatMap(({ node: zone }) => {
    const own = kids(get(zone, 'interfaces')).flatMap((port) => {
      const traffic = get(port, 'host-inbound-traffic');
      return traffic ? [{ traffic, name: unitOf(port.name) }] : [];
    });
    // What an interface says itself replaces what the zone says.
    const except = own.filter(({ name }) => name !== 'all').map(({ name }) => ({ name }));
    const whole: Field<InterfacePattern> = {
      anyOf: [pattern(zone.name)!],
      ...(except.length > 0 ? { except } : {}),
    };
    return [
      ...entriesOf(get(zone, 'host-inbound-traffic'), whole),
      ...own.flatMap(({ traffic, name }) => entriesOf(traffic, name === 'all' ? whole : { anyOf: [{ name }] })),
    ];
  });
}

function entriesOf(traffic: Node | undefined, inInterface: Field<InterfacePattern>): Entry[] {
  const entries = (['system-services', 'protocols'] as const).flatMap((kind) =>
    kids(get(traffic, kind)).map((node): Entry => ({ node, kind, inInterface })),
  );
  return [...entries.filter(isException), ...entries.filter((entry) => !isException(entry))];
}

const isException = ({ node }: Entry): boolean => get(node, 'except') !== undefined;

/** What zones let in to the device itself; undefined where there is no zone with an interface. */
export function hostInbound(root: Node, zones: readonly SecurityZone[], complete: boolean): Filter | undefined {
  const node = get(root, 'security', 'zones');
  if (!node || !zones.some(({ zone }) => zone.interfaces.length > 0)) return undefined;
  const spans = spansOf(node);
  const runs = runsOn(root);
  return {
    name: { value: 'host-inbound-traffic', span: node.span },
    entries: 'service',
    family: 'both',
    purpose: 'packet',
    rules: hostEntries(zones).map((entry) => ruleOf(entry, runs)),
    fallback: { action: 'deny' },
    stateful: true,
    hook: 'input',
    priority: 0,
    span: { start: spans[0]!.start, end: spans.at(-1)!.end },
    closed: complete && !hasUnknown(node),
  };
}

/** Services of `system services` that are not written there do not run; where that is not in the text, nobody knows. */
function runsOn(root: Node): (service: string) => boolean {
  const services = get(root, 'system', 'services');
  if (!services) return () => true;
  return (service) => {
    const place = TURNED_ON.get(service);
    return !place || get(root, ...place) !== undefined;
  };
}

const TURNED_ON: ReadonlyMap<string, readonly string[]> = new Map([
  ...['ftp', 'ssh', 'telnet', 'finger', 'xnm-clear-text', 'xnm-ssl', 'netconf'].map((name): [string, string[]] => [
    name,
    ['system', 'services', name],
  ]),
  ...['http', 'https'].map((name): [string, string[]] => [name, ['system', 'services', 'web-management', name]]),
  ['snmp', ['snmp']],
]);

function ruleOf(entry: Entry, runs: (service: string) => boolean): FilterRule {
  const { node, kind, inInterface } = entry;
  const spans = spansOf(node);
  // What is taken out of `all` would be in it.
  const excepted = (service: string): boolean => get(node.parent, service, 'except') !== undefined;
  const services = hostService(kind, node.name, (service) => runs(service) || excepted(service));
  return {
    span: spanOf(node),
    ...(spans.length > 1 ? { spans } : {}),
    key: located(node),
    matches: services?.map((service): Match => ({ ...service, inInterface })) ?? [
      { family: 'both', inInterface, opaque: [{ text: `${kind} ${node.name}`, span: node.span }] },
    ],
    action: isException(entry) ? { kind: 'deny' } : { kind: 'permit' },
    effects: [],
    active: true,
  };
}
