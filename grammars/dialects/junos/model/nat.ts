import { firstOutside } from '../../../kit/outside-addresses.ts';
import type { DefaultTimer, Nat, PortForward, Timer, TimerKind } from '../../../model/nat.ts';
import { at } from '../../../text/span.ts';
import { get, hasUnknown, kids, located, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { intervalOf, PORTS } from './names.ts';
import { addressPools } from './security/address-pools.ts';
import { natRuleSets } from './security/nat-rules.ts';
import type { SecurityZone } from './security/zones.ts';

const TIMER_KINDS: ReadonlyMap<string, TimerKind> = new Map([
  ['tcp', 'tcp-established'],
  ['6', 'tcp-established'],
  ['udp', 'udp'],
  ['17', 'udp'],
  ['icmp', 'icmp'],
  ['1', 'icmp'],
]);

/** Translation and session timers; undefined where nothing here is about either. */
export function natOf(
  root: Node,
  forwards: readonly PortForward[],
  zones: readonly SecurityZone[],
  complete: boolean,
): Nat | undefined {
  const security = get(root, 'security');
  const nat = get(security, 'nat');
  const service = get(root, 'services', 'nat');
  const rules = natRuleSets(root).map(({ node }) => node);
  const translates = rules.length > 0 || kids(get(service, 'rule')).length > 0;
  const timers = [...applicationTimers(root), ...flowTimers(root), ...serviceTimers(root)];
  if (!translates && timers.length === 0) return undefined;
  const anchor = rules[0] ?? kids(get(service, 'rule'))[0];
  return {
    translates,
    timers,
    // Where only services are published, nobody's mapping is to be kept open.
    defaults: natRuleSets(root).some(({ kind }) => kind === 'source') ? SRX_DEFAULTS : [],
    forwards,
    outside: kids(get(nat, 'source', 'pool')).flatMap((pool) => firstOutside(kids(get(pool, 'address')).map(located))),
    pools: addressPools(root, zones),
    ...(anchor ? { anchor: located(anchor) } : {}),
    closed:
      complete && !hasUnknown(nat) && !hasUnknown(get(root, 'applications')) && !hasUnknown(get(security, 'flow')),
  };
}

/** Sessions of applications that say nothing else (Junos OS flow-based session user guide). */
const SRX_DEFAULTS: readonly DefaultTimer[] = [
  { kind: 'tcp-established', seconds: 1800, label: 'inactivity-timeout (tcp)' },
  { kind: 'udp', seconds: 60, label: 'inactivity-timeout (udp)' },
  { kind: 'icmp', seconds: 60, label: 'inactivity-timeout (icmp)' },
];

function applicationTimers(root: Node): Timer[] {
  const timers: Timer[] = [];
  for (const application of kids(get(root, 'applications', 'application'))) {
    for (const place of [application, ...kids(get(application, 'term'))]) {
      const leaf = get(place, 'inactivity-timeout');
      const protocol = kids(get(place, 'protocol'))[0];
      // Without a protocol it says how long TCP sessions live: the application's protocol stands in another part of the text.
      const kind = protocol ? TIMER_KINDS.get(protocol.name) : place === application ? 'tcp-established' : undefined;
      const [written] = kids(leaf);
      const seconds = written && secondsOf(written.name);
      if (!leaf || !kind || !written || seconds === undefined) continue;
      const ports = kids(get(place, 'destination-port')).flatMap(({ name }) => intervalOf(name, PORTS, 65535) ?? []);
      timers.push({
        kind,
        seconds: at(seconds, written.span),
        span: spanOf(leaf),
        label: 'inactivity-timeout',
        scope: { name: application.name, ...(ports.length > 0 ? { destinationPorts: ports } : {}) },
      });
    }
  }
  return timers;
}

const secondsOf = (text: string): number | 'never' | undefined =>
  text === 'never' ? 'never' : /^\d{1,9}$/.test(text) ? Number(text) : undefined;

function flowTimers(root: Node): Timer[] {
  const session = get(root, 'security', 'flow', 'tcp-session');
  return [
    ...timerAt(
      get(session, 'tcp-initial-timeout'),
      ['tcp-transitory'],
      'flow tcp-session tcp-initial-timeout',
      'opening',
    ),
    ...timerAt(
      get(session, 'time-wait-state', 'session-timeout'),
      ['tcp-transitory'],
      'flow tcp-session time-wait-state session-timeout',
      'closing',
    ),
  ];
}

/** Service interfaces (MS-PIC, MS-DPC, vms). */
function serviceTimers(root: Node): Timer[] {
  return kids(get(root, 'interfaces')).flatMap((physical) => {
    const options = get(physical, 'services-options');
    if (!options) return [];
    const label = `${physical.name} services-options`;
    return [
      ...timerAt(get(options, 'inactivity-timeout'), ['tcp-established', 'udp'], `${label} inactivity-timeout`),
      ...timerAt(get(options, 'inactivity-tcp-timeout'), ['tcp-established'], `${label} inactivity-tcp-timeout`),
      ...timerAt(get(options, 'inactivity-non-tcp-timeout'), ['udp'], `${label} inactivity-non-tcp-timeout`),
      ...timerAt(get(options, 'open-timeout'), ['tcp-transitory'], `${label} open-timeout`, 'opening'),
    ];
  });
}

function timerAt(
  leaf: Node | undefined,
  of: readonly TimerKind[],
  label: string,
  phase?: NonNullable<Timer['phase']>,
): Timer[] {
  const [written] = kids(leaf);
  const seconds = written && secondsOf(written.name);
  if (!leaf || !written || seconds === undefined) return [];
  return of.map((kind) => ({
    kind,
    seconds: at(seconds, written.span),
    span: spanOf(leaf),
    label,
    ...(phase ? { phase } : {}),
  }));
}
