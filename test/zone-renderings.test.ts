import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Filter, InterfacePattern, Match } from '../grammars/model/filter.ts';
import { chainsAt, compareFilters, type Difference, type Side } from '../server/src/packets/compare.ts';
import { prepare } from '../server/src/review/prepare.ts';

const root = resolve(import.meta.dirname, '../../shared/corpus/truth/aerleon-equivalence/dev');
const present = existsSync(root);
const title = present
  ? 'one policy of zones in two dialects'
  : 'one policy of zones in two dialects (skipped: no corpus here)';

/**
 * Zone policies of SRX against the rules of PAN-OS: what passes from zone to zone, packet for packet. The texts define no zone, their
 * rules only name them; `dmz` stands for all that no rule names.
 */
describe.skipIf(!present)(title, () => {
  const ZONES = ['internal', 'external', 'unknown', 'untrust', 'dmz'];
  const PAIRS = ZONES.flatMap((from) => ZONES.map((to) => [from, to] as const));
  const read = (file: string, dialect: string): readonly Filter[] =>
    prepare({ text: readFileSync(resolve(root, file), 'utf8'), dialect })!.device.filters;
  const renderings = (policy: string) => ({
    srx: read(`${policy}.srx`, 'junos'),
    panos: read(`${policy}.xml`, 'panos'),
  });

  const compared = (srx: readonly Filter[], panos: readonly Filter[], within: readonly Match[]): Difference => {
    const [before, after] = [srx, panos].map(
      (filters): Side => ({ filters, chosen: chainsAt(filters, 'forward', 'ipv4') }),
    );
    expect(before!.chosen.length * after!.chosen.length).toBe(1);
    const difference = compareFilters(before!, after!, undefined, within)!;
    expect(difference.closed).toBe(true);
    expect(difference.newlyPermitted.sure && difference.newlyDenied.sure).toBe(true);
    return difference;
  };

  /** What PAN-OS lets pass and SRX does not (`+`), and the other way round (`-`), by pair of zones. */
  const byPair = (srx: readonly Filter[], panos: readonly Filter[]): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(
      PAIRS.flatMap(([from, to]) => {
        const flows = (['ipv4', 'ipv6'] as const).flatMap((family) => {
          const { newlyPermitted, newlyDenied } = compared(srx, panos, [way(from, to, family)]);
          return [...newlyPermitted.list.map((flow) => `+ ${flow}`), ...newlyDenied.list.map((flow) => `- ${flow}`)];
        });
        return flows.length > 0
          ? [[`${from} to ${to}`, flows.map((flow) => flow.replace(/ in \w+ out \w+$/, ''))]]
          : [];
      }),
    );

  /** PAN-OS lets pass what stays in a zone unless a rule says otherwise; SRX wants a policy for that too. */
  const withinZones = (...zones: readonly string[]) =>
    Object.fromEntries(zones.map((zone) => [`${zone} to ${zone}`, ['+ ipv4 ip', '+ ipv6 ip']]));

  /**
   * For a header of one family the generator writes `any` on SRX, which is both, and a term of the other family's ICMP stays in; on
   * PAN-OS it writes all addresses of IPv4, or all but those, and leaves such a term out.
   */
  const bothFamilies = {
    'internal to external': [
      expect.stringMatching(/^- ipv4 icmpv6 to 1\.0\.0\.0\/8, .* type 128-129$/),
      '- ipv6 tcp',
      expect.stringMatching(/^- ipv6 udp to ::-2001:4860:4860::8843, 2001:4860:4860::8845-/),
      '- ipv6 udp to 2001:4860:4860::8844, 2001:4860:4860::8888 ports 0-52, 54-65535',
    ],
    'unknown to internal': ['- ipv4 icmpv6', '- ipv6 icmp'],
  };

  test('simple: SRX lets pass what PAN-OS does, with the applications that PAN-OS names read as protocols', () => {
    const { srx, panos } = renderings('sample_stateful_multitarget_simple');
    expect(byPair(srx, rulesAs(panos, meant))).toEqual({
      ...withinZones('internal', 'external', 'unknown'),
      ...bothFamilies,
    });
  });

  test('simple: applications undecided, SRX lets pass all that PAN-OS surely does, and no more than it may', () => {
    const { srx, panos } = renderings('sample_stateful_multitarget_simple');
    const undecided = panos.flatMap(({ rules }) => rules).filter(({ matches }) => matches.some(({ opaque }) => opaque));
    expect(undecided.length).toBe(5);
    expect(undecided.every(({ action }) => action.kind === 'permit')).toBe(true);
    const only = (sign: string, found: Readonly<Record<string, readonly string[]>>) =>
      Object.entries(found).flatMap(([pair, flows]) =>
        flows.filter((flow) => flow.startsWith(sign)).map((flow) => `${pair}: ${flow.slice(2)}`),
      );
    const surely = rulesAs(panos, (match) => (match.opaque ? [] : [match]));
    expect(only('+', byPair(srx, surely)).filter((flow) => !/^(\w+) to \1: ipv[46] ip$/.test(flow))).toEqual([]);
    const possibly = rulesAs(panos, ({ opaque: _, ...match }) => [match]);
    expect(only('-', byPair(srx, possibly))).toEqual([
      expect.stringMatching(/^internal to external: ipv4 icmpv6 from 0\.0\.0\.0-9\.255\.255\.255, .* type 128-129$/),
      expect.stringMatching(/^internal to external: ipv6 tcp, udp to ::\/3, 2001:db8::\/32, 3ffe::\/16, 4000::-ffff:/),
    ]);
  });

  test('simple: a change of one rendering is noticed', () => {
    const { srx, panos } = renderings('sample_stateful_multitarget_simple');
    const without = panos.map((filter) => ({
      ...filter,
      rules: filter.rules.filter(({ key }) => key?.value !== 'ipv6-accept-webserver-traffic'),
    }));
    expect(byPair(srx, rulesAs(without, meant))['external to internal']).toEqual([
      '- ipv6 tcp to 2620:15c:2c4:202:b0e7:158f:6a7a:3188 ports 80, 443',
    ]);
  });

  test('complex: between all zones the same passes, but from `untrust`, which the policy asks for on PAN-OS only', () => {
    const { srx, panos } = renderings('sample_stateful_multitarget_complex');
    const others = PAIRS.filter(([from, to]) => from !== to && !(from === 'untrust' && to === 'external'));
    const { newlyPermitted, newlyDenied } = compared(
      srx,
      panos,
      others.map(([from, to]) => way(from, to, 'both')),
    );
    expect([newlyPermitted.list, newlyDenied.list]).toEqual([[], []]);
  });

  test('complex: from `untrust` PAN-OS lets pass what SRX does from `internal`: there the third term is the first two', () => {
    const { srx, panos } = renderings('sample_stateful_multitarget_complex');
    const renamed = rulesAs(panos, (match) =>
      match.inInterface?.anyOf.some(({ name }) => name === 'untrust')
        ? [{ ...match, inInterface: { anyOf: [zone('internal')] } }]
        : [],
    );
    const { newlyPermitted, newlyDenied } = compared(srx, renamed, [way('internal', 'external', 'both')]);
    expect([newlyPermitted.list, newlyDenied.list]).toEqual([[], []]);
  });
});

const zone = (name: string): InterfacePattern => ({ name, members: [] });

const way = (from: string, to: string, family: Match['family']): Match => ({
  family,
  inInterface: { anyOf: [zone(from)] },
  outInterface: { anyOf: [zone(to)] },
});

const rulesAs = (filters: readonly Filter[], as: (match: Match) => readonly Match[]): readonly Filter[] =>
  filters.map((filter) => ({
    ...filter,
    rules: filter.rules.map((rule) => ({ ...rule, matches: rule.matches.flatMap(as) })),
  }));

const icmp = (protocol: number, type?: number): Partial<Match> => ({
  protocol: { anyOf: [{ first: protocol, last: protocol }] },
  ...(type === undefined ? {} : { icmp: { anyOf: [{ type: { first: type, last: type } }] } }),
});

/** The applications by their numbers: the predefined ones, and those that the rendering defines by ICMP type. */
const APPLICATIONS: Readonly<Record<string, Partial<Match>>> = {
  icmp: icmp(1),
  igmp: icmp(2),
  'ipv6-icmp': icmp(58),
  'icmp-echo-reply': icmp(1, 0),
  'icmp-echo-request': icmp(1, 8),
  'icmp6-echo-request': icmp(58, 128),
  'icmp6-echo-reply': icmp(58, 129),
};

/** PAN-OS leaves it to App-ID what is an application: opaque for us, but what the generator meant by the name is a protocol. */
function meant({ opaque, ...match }: Match): readonly Match[] {
  if (!opaque) return [match];
  const [application, ...others] = opaque.map(({ text }) => text);
  expect(others).toEqual(['application-default']);
  return application!
    .replace(/^application /, '')
    .split(' ')
    .map((name) => ({ ...match, ...APPLICATIONS[name]! }));
}
