import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Filter, InterfacePattern, Match } from '../grammars/model/filter.ts';
import { compareFilters } from '../server/src/packets/compare.ts';
import { prepare } from '../server/src/review/prepare.ts';
import { policySource } from './support/policy-source.ts';

const root = resolve(import.meta.dirname, '../../shared/corpus/truth/aerleon-equivalence/dev');
const present = existsSync(root);
const title = present ? 'a rendering and its policy' : 'a rendering and its policy (skipped: no corpus here)';

type Families = Match['family'];

/**
 * Where a policy has one rendering only, that is compared with the policy itself: the terms, as the generator's own language has them,
 * and the list let the very same flows begin.
 */
describe.skipIf(!present)(title, () => {
  const text = (file: string): string => readFileSync(resolve(root, file), 'utf8');
  const filtersOf = (file: string, dialect: string): readonly Filter[] =>
    prepare({ text: text(file), dialect })!.device.filters;

  interface Pair {
    readonly file: string;
    readonly dialect: string;
    readonly list: string;
    readonly header: number;
    readonly family: Families;
    readonly fallback: 'permit' | 'deny';
    /** Only these packets; absent: all. */
    readonly within?: Partial<Match>;
  }

  /** What is to be changed before the two are compared. */
  interface Changes {
    readonly policy?: (match: Match) => Match;
    readonly list?: (match: Match) => Match;
  }

  const differences = (
    { file, dialect, list, header, family, fallback, within = {} }: Pair,
    { policy: ofPolicy = same, list: ofList = same }: Changes = {},
    change = (policy: Filter) => policy,
  ) => {
    const source = `${file.slice(0, file.lastIndexOf('.'))}.pol`;
    const policy = policySource(text(source), header, text('def/naming.yaml'), family, fallback);
    expect(policy.rules.length).toBeGreaterThan(0);
    const filters = filtersOf(file, dialect).map((filter) => withMatches(filter, ofList));
    const chosen = [...filters.keys()].filter((at) => filters[at]!.name.value === list);
    expect(chosen).toHaveLength(1);
    const { closed, newlyPermitted, newlyDenied } = compareFilters(
      { filters: [withMatches(change(policy), ofPolicy)], chosen: [0] },
      { filters, chosen },
      undefined,
      newFlows(family).map((match) => ({ ...match, ...within })),
    )!;
    expect(closed).toBe(true);
    const listed = (sign: string, { list, sure }: typeof newlyPermitted): string[] =>
      list.map((flow) => `${sure ? sign : `${sign}?`} ${flow}`);
    const flows = [...listed('+', newlyPermitted), ...listed('-', newlyDenied)];
    return flows.map((flow) => flow.replace(/ not later fragments$/, '').replace(/ state new/, ''));
  };

  const pf: Pair = {
    ...{ file: 'sample_packetfilter.pf', dialect: 'pf', list: 'pf', header: 0 },
    ...{ family: 'ipv4', fallback: 'permit' },
  };
  const speedway = (list: string, header: number): Pair => ({
    ...{ file: 'sample_speedway.ipt', dialect: 'iptables', list, header },
    ...{ family: 'ipv4', fallback: 'deny' },
  });
  const nft = (name: string, header: number, family: Families, fallback: 'permit' | 'deny' = 'deny'): Pair => ({
    ...{ file: `sample_nftables${name}.nft`, dialect: 'nft', list: `root${header}`, header },
    ...{ family, fallback },
  });

  test.each([
    pf,
    speedway('INPUT', 0),
    speedway('FORWARD', 2),
    nft('-mixed-multiple-headers-combo', 1, 'both'),
    nft('', 0, 'both'),
    nft('', 1, 'ipv4'),
    nft('', 2, 'ipv4', 'permit'),
    nft('', 3, 'both'),
    nft('', 4, 'ipv6'),
    nft('', 5, 'ipv6'),
  ])('$file $list lets the flows of its policy begin, and no other', (pair) => {
    expect(differences(pair)).toEqual([]);
  });

  test.each([
    nft('-mixed-icmp', 0, 'both'),
    nft('-mixed-multiple-headers-combo', 0, 'both'),
    nft('-mixed-multiple-headers-combo', 2, 'both'),
  ])('$file $list: ICMPv6 by `meta l4proto` alone is not tied to IPv6', (pair) => {
    expect(differences(pair)).toEqual(['+ ipv4 icmpv6']);
  });

  test('nftables for IPv4: the generator keeps a term of ICMPv6, and only drops what it asks for', () => {
    expect(differences(nft('', 6, 'ipv4'))).toEqual([
      '+ ipv4 protocols 0, 2-5, 7-16, 18-255',
      '+ ipv4 icmp from 0.0.0.0-200.1.1.2, 200.1.1.4-255.255.255.255 to any type 1-7, 9-255',
    ]);
  });

  test('iptables OUTPUT: the rule that the policy has in the words of iptables is all that it has less', () => {
    expect(differences(speedway('OUTPUT', 1))).toEqual([
      '+ ipv4 protocols 0, 2-5, 7-16, 18-255 out lo',
      expect.stringMatching(/^\+ ipv4 tcp to 0\.0\.0\.0-9\.255\.255\.255, .* flags !ack\+!rst\+syn out lo$/),
      '+ ipv4 tcp to 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 ports 0-21, 23-65535 flags !ack+!rst+syn out lo',
      '+ ipv4 udp ports 0-52, 54-33433, 33535-65535 out lo',
      '+ ipv4 udp from any ports 0-1023 ports 33434-33534 out lo',
    ]);
  });

  const gce = (list: string, header: number): Pair => ({
    ...{ file: 'sample_gce.gce', dialect: 'gcp', list, header },
    ...{ family: 'ipv4', fallback: 'deny' },
  });

  test.each([gce('network default ingress', 0), gce('network default egress', 1)])(
    '$file $list lets the flows of its policy begin, those of a tag where an instance may have it',
    (pair) => {
      expect(differences(pair)).toEqual([]);
      const tagged = `tag webserver in ${pair.list}`;
      expect(differences({ ...pair, list: tagged }, { policy: decided })).toEqual([]);
      // An instance that may have it is not taken for one that has.
      const undecided = differences(pair, { policy: decided });
      expect(undecided).toEqual([expect.stringMatching(/^-\? ipv4 tcp .*port (?:22|80) /)]);
    },
  );

  const paloAlto = (header: number, from: string, to: string): Pair => ({
    ...{ file: 'sample_paloalto.xml', dialect: 'panos', list: 'security', header },
    ...{ family: 'ipv4', fallback: 'deny' },
    within: { inInterface: { anyOf: [zone(from)] }, outInterface: { anyOf: [zone(to)] } },
  });

  test.each([paloAlto(0, 'internal', 'external'), paloAlto(1, 'external', 'internal')])(
    '$file, header $header: the flows of its policy, and applications as far as the policy asks for them',
    (pair) => {
      expect(differences(pair, { list: icmpApplication })).toEqual([]);
      // An application that the text only names is not taken for a protocol.
      for (const flow of differences(pair)) expect(flow).toMatch(/^[+-]\? /);
      expect(differences(pair).some((flow) => flow.startsWith('-? ipv4 icmp'))).toBe(true);
    },
  );

  test('a term that is missing is noticed', () => {
    const without = (policy: Filter): Filter => ({
      ...policy,
      rules: policy.rules.filter(({ key }) => key?.value !== 'deny-to-internal'),
    });
    expect(differences(pf, {}, without)).toEqual([
      '- ipv4 protocols 0-5, 7-16, 18-255 to 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16',
      '- ipv4 tcp to 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 flags !ack+!rst+syn',
      '- ipv4 udp to 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 ports 0-66, 69-65535',
    ]);
  });
});

const same = (match: Match): Match => match;

/** Conditions that nothing decides taken as true. */
const decided = ({ opaque: _, ...match }: Match): Match => match;

/** The application by which the generator says a protocol. */
function icmpApplication({ opaque = [], ...match }: Match): Match {
  if (opaque[0]?.text === 'application icmp') return { ...match, protocol: { anyOf: [{ first: 1, last: 1 }] } };
  return { ...match, opaque };
}

const withMatches = (filter: Filter, change: (match: Match) => Match): Filter => ({
  ...filter,
  rules: filter.rules.map((rule) => ({ ...rule, matches: rule.matches.map(change) })),
});

const zone = (name: string): InterfacePattern => ({ name, members: [] });

/** Whole packets that begin a flow: what others carry differs by platform. */
const newFlows = (family: Families): readonly Match[] => {
  const tcp = { anyOf: [{ first: 6, last: 6 }] };
  const first: Match = { family, state: { anyOf: ['new'] }, fragment: 'whole' };
  return [
    { ...first, protocol: { ...tcp, negated: true } },
    { ...first, protocol: tcp, tcpFlags: { anyOf: [{ mask: 22, value: 2 }] } },
  ];
};
