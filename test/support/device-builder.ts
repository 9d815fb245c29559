import type { AddressTerm } from '../../grammars/model/address.ts';
import { parseAddress, parsePrefix } from '../../grammars/model/address.ts';
import type { BgpAddressFamily, BgpNeighbour, BgpProcess, BgpTimers } from '../../grammars/model/bgp.ts';
import type { Device } from '../../grammars/model/device.ts';
import { emptyDevice } from '../../grammars/model/device.ts';
import type { Filter, FilterRule, Interval, Match } from '../../grammars/model/filter.ts';
import type { Interface } from '../../grammars/model/interface.ts';
import type { Timer, TimerKind } from '../../grammars/model/nat.ts';
import type { Located, Span } from '../../grammars/text/span.ts';
import { analyseFilters } from '../../server/src/packets/analyse.ts';
import { optionOf } from '../../server/src/review/engine.ts';
import type { Report, Rule, RuleContext } from '../../server/src/review/rule.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/review/settings.ts';

/** Hand-made facts, for what a rule decides rather than what a dialect reads. Spans count up: `at(3)` is line 4. */
export const at = (line: number): Span => ({ start: line * 10, end: line * 10 + 5 });

export const located = <T>(value: T, line = 0): Located<T> => ({ value, span: at(line) });

/** `error: message` of every report. */
export function reportsOf(rule: Rule, device: Partial<Device>, settings: Partial<Settings> = {}): Report[] {
  const all: Settings = { ...DEFAULT_SETTINGS, ...settings };
  const whole: Device = { ...emptyDevice, ...device };
  const context = {
    device: whole,
    dialect: { id: 'ios' },
    profile: all.profile,
    roles: all.roles,
    packets: analyseFilters(whole),
    option: (name: string) => optionOf(rule, all, name),
    lineOf: (offset: number) => Math.floor(offset / 10),
  } as unknown as RuleContext;
  return [...rule.check(context)].map((report) => ({ severity: rule.meta.severity, ...report }));
}

export const timer = (kind: TimerKind, seconds: number | 'never', more: Partial<Timer> = {}): Timer => ({
  kind,
  seconds: located(seconds),
  span: at(0),
  label: `set ${kind}`,
  ...more,
});

export const port = (name: string, addresses: readonly string[], more: Partial<Interface> = {}): Interface => ({
  name: located(name),
  addresses: addresses.map((text) => ({ ...parsePrefix(text)!, span: at(0) })),
  span: at(0),
  closed: true,
  ...more,
});

export const family = (name: string, more: Partial<BgpAddressFamily> = {}): BgpAddressFamily => ({
  name,
  active: true,
  imports: [],
  exports: [],
  ...more,
});

export function neighbour(address: string, remoteAs: number, more: Partial<BgpNeighbour> = {}): BgpNeighbour {
  const parsed = parseAddress(address);
  return {
    address: located(address, 5),
    ...(parsed ? { family: parsed.family } : {}),
    remoteAs: located(remoteAs),
    external: true,
    shutdown: false,
    families: [family(parsed?.family === 'ipv6' ? 'ipv6-unicast' : 'ipv4-unicast')],
    bfd: false,
    spans: [at(5)],
    closed: true,
    ...more,
  };
}

export const process = (
  asn: number,
  neighbours: readonly BgpNeighbour[],
  more: Partial<BgpProcess> = {},
): BgpProcess => ({
  asn: located(asn),
  neighbours,
  withoutPolicy: 'exchanges-all',
  span: at(1),
  closed: true,
  ...more,
});

export const timers = (keepalive: number | undefined, hold: number | undefined, line = 2): BgpTimers => ({
  ...(keepalive === undefined ? {} : { keepalive: located(keepalive, line) }),
  ...(hold === undefined ? {} : { hold: located(hold, line) }),
  span: at(line),
});

/** `permit udp to 10.0.0.0/8 port 53`, `deny ip`, one a line; the first stands on line 1. */
export function filter(name: string, lines: readonly string[], more: Partial<Filter> = {}): Filter {
  return {
    name: located(name),
    family: 'ipv4',
    purpose: 'packet',
    rules: lines.map((line, i) => ruleOf(line, i, more.family ?? 'ipv4')),
    fallback: { action: 'deny' },
    stateful: false,
    span: at(0),
    closed: true,
    ...more,
  };
}

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17 };

function ruleOf(line: string, index: number, family: Match['family']): FilterRule {
  const words = line.split(' ');
  const after = (word: string): string | undefined =>
    words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
  const protocol = PROTOCOLS[words[1]!];
  const ports = (text: string): Interval[] =>
    text.split(',').map((part) => {
      const [first, last] = part.split('-').map(Number);
      return { first: first!, last: last ?? first! };
    });
  const destination = after('to');
  const source = after('from');
  const addresses = (text: string): { anyOf: AddressTerm[] } => ({
    anyOf: [{ kind: 'prefix', ...parsePrefix(text)! }],
  });
  return {
    span: at(index + 1),
    matches: [
      {
        family,
        ...(protocol === undefined ? {} : { protocol: { anyOf: [{ first: protocol, last: protocol }] } }),
        ...(source ? { source: addresses(source) } : {}),
        ...(destination ? { destination: addresses(destination) } : {}),
        ...(after('sport') ? { sourcePort: { anyOf: ports(after('sport')!) } } : {}),
        ...(after('port') ? { destinationPort: { anyOf: ports(after('port')!) } } : {}),
        ...(words.includes('established') ? { tcpFlags: { anyOf: [{ mask: 16, value: 16 }] } } : {}),
      },
    ],
    action: { kind: words[0] === 'permit' ? 'permit' : 'deny' },
    effects: [],
    active: true,
  };
}
