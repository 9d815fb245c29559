import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../model/address.ts';
import type { Filter, Match } from '../../model/filter.ts';
import { junos } from './dialect.ts';

const modelOf = (text: string) => junos.toModel(junos.parse(text));
const lines = (...all: readonly string[]): string => all.map((line) => `set ${line}\n`).join('');

/** The matches of a term with these conditions. */
const matches = (family: 'inet' | 'inet6', ...conditions: readonly string[]): readonly Match[] =>
  modelOf(
    lines(
      ...conditions.map((one) => `firewall family ${family} filter F term a from ${one}`),
      `firewall family ${family} filter F term a then accept`,
    ),
  ).filters[0]!.rules[0]!.matches;

const ranges = (match: Match, side: 'source' | 'destination'): string[] =>
  match[side]!.anyOf.map((term) =>
    term.kind === 'range'
      ? `${formatAddress(term.family, term.first)}-${formatAddress(term.family, term.last)}`
      : term.kind === 'prefix'
        ? `${formatAddress(term.family, term.address)}/${term.length}`
        : term.kind,
  );

describe('addresses', () => {
  test('an exception inside is one; an exception of an exception makes ranges', () => {
    const [plain] = matches('inet', 'source-address 10.0.0.0/8', 'source-address 10.1.0.0/16 except');
    expect(plain!.source).toMatchObject({ anyOf: [{ length: 8 }], except: [{ length: 16 }] });
    const [nested] = matches(
      'inet',
      'source-address 10.0.0.0/8',
      'source-address 10.1.0.0/16 except',
      'source-address 10.1.1.0/24',
    );
    expect(ranges(nested!, 'source')).toEqual([
      '10.0.0.0-10.0.255.255',
      '10.1.1.0-10.1.1.255',
      '10.2.0.0-10.255.255.255',
    ]);
  });

  test('exceptions alone are unsure', () => {
    expect(matches('inet', 'source-address 10.0.0.0/8 except')).toMatchObject([
      { opaque: [{ text: 'source-address 10.0.0.0/8 except' }] },
    ]);
  });

  test('`address` is the source or the destination', () => {
    const both = matches('inet', 'address 192.0.2.0/24', 'port 53');
    expect(both).toHaveLength(4);
    expect(both.map((one) => [one.source !== undefined, one.sourcePort !== undefined])).toEqual([
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ]);
  });

  test('a mask may have holes', () => {
    expect(matches('inet', 'source-address 0.0.0.10/0.0.0.255')[0]!.source!.anyOf).toEqual([
      { kind: 'wildcard', family: 'ipv4', address: 10n, wildcard: 0xffffff00n },
    ]);
  });

  test('prefix lists: of this family only; one that is not there leaves the condition open', () => {
    const text = lines(
      'policy-options prefix-list L 192.0.2.0/24',
      'policy-options prefix-list L 2001:db8::/32',
      'firewall family inet6 filter F term a from source-prefix-list L',
      'firewall family inet6 filter F term a then accept',
      'firewall family inet6 filter F term b from source-prefix-list MISSING',
    );
    const [a, b] = modelOf(text).filters[0]!.rules;
    expect(ranges(a!.matches[0]!, 'source')).toEqual(['2001:db8::/32']);
    expect(b!.matches[0]!.opaque).toMatchObject([{ text: 'source-prefix-list MISSING' }]);
  });
});

describe('other conditions', () => {
  test('names of ports, protocols, types and code points', () => {
    expect(matches('inet', 'protocol [ tcp 17 ]', 'destination-port [ ssh 1024-65535 ]', 'dscp ef')).toMatchObject([
      {
        protocol: { anyOf: [{ first: 6 }, { first: 17 }] },
        destinationPort: { anyOf: [{ first: 22 }, { first: 1024, last: 65535 }] },
        dscp: { anyOf: [{ first: 46 }] },
      },
    ]);
    expect(matches('inet6', 'next-header icmp6', 'icmp-type echo-request')[0]!.icmp!.anyOf).toEqual([
      { type: { first: 128, last: 128 } },
    ]);
    expect(matches('inet', 'icmp-type unreachable', 'icmp-code port-unreachable')[0]!.icmp!.anyOf).toEqual([
      { type: { first: 3, last: 3 }, code: { first: 3, last: 3 } },
    ]);
    expect(matches('inet', 'destination-port nonsense')).toMatchObject([
      { opaque: [{ text: 'destination-port nonsense' }] },
    ]);
  });

  test('what is excepted', () => {
    expect(matches('inet', 'protocol-except tcp', 'port-except 22')).toMatchObject([
      {
        protocol: { anyOf: [{ first: 6 }], negated: true },
        sourcePort: { anyOf: [{ first: 22 }], negated: true },
        destinationPort: { anyOf: [{ first: 22 }], negated: true },
      },
    ]);
  });

  test('TCP flags: expressions, and what established and initial stand for', () => {
    const flags = (...conditions: readonly string[]) => matches('inet', ...conditions)[0]!.tcpFlags?.anyOf;
    expect(flags('tcp-flags "syn & !ack"')).toEqual([{ mask: 18, value: 2 }]);
    expect(flags('tcp-flags "!(syn | ack)"')).toEqual([{ mask: 18, value: 0 }]);
    expect(flags('tcp-flags 0x12')).toEqual([{ mask: 18, value: 18 }]);
    expect(flags('tcp-established')).toEqual([
      { mask: 16, value: 16 },
      { mask: 4, value: 4 },
    ]);
    expect(flags('tcp-initial')).toEqual([{ mask: 18, value: 2 }]);
    expect(matches('inet', 'tcp-established')[0]!.protocol).toBeUndefined();
    expect(matches('inet', 'tcp-flags "syn &"')).toMatchObject([{ opaque: [{ text: 'tcp-flags syn &' }] }]);
  });

  test('fragments', () => {
    expect(matches('inet', 'is-fragment')[0]).toEqual({ family: 'ipv4', fragment: 'rest' });
    expect(matches('inet', 'fragment-offset 1-8191')[0]).toEqual({ family: 'ipv4', fragment: 'rest' });
    expect(matches('inet', 'fragment-offset 0')[0]).toEqual({ family: 'ipv4', fragment: 'whole' });
    expect(matches('inet', 'first-fragment')[0]).toMatchObject({
      fragment: 'whole',
      opaque: [{ text: 'first-fragment' }],
    });
    expect(matches('inet', 'fragment-flags more-fragments')[0]!.opaque).toHaveLength(1);
  });

  test('an opaque text is the same however its values are ordered', () => {
    expect(matches('inet', 'ttl [ 2 1 ]')[0]!.opaque![0]!.text).toBe(
      matches('inet', 'ttl [ 1 2 ]')[0]!.opaque![0]!.text,
    );
  });
});

describe('actions', () => {
  const actionOf = (...then: readonly string[]) => {
    const [rule] = modelOf(
      lines('firewall filter F term a from protocol tcp', ...then.map((one) => `firewall filter F term a then ${one}`)),
    ).filters[0]!.rules;
    return [rule!.action.kind, ...rule!.effects];
  };

  test('only denials and `next term` are not accepting', () => {
    expect(actionOf()).toEqual(['permit']);
    expect(actionOf('count C', 'log')).toEqual(['permit', 'count:C', 'log']);
    expect(actionOf('policer P')).toEqual(['permit', 'policer:P']);
    expect(actionOf('routing-instance RED')).toEqual(['permit', 'routing-instance:RED']);
    expect(actionOf('next term', 'count C')).toEqual(['continue', 'count:C']);
    expect(actionOf('discard')).toEqual(['deny']);
    expect(actionOf('reject tcp-reset')).toEqual(['deny', 'reject-with:tcp-reset']);
  });
});

describe('filters at work', () => {
  const filter = (text: string, name: string): Filter => modelOf(text).filters.find((one) => one.name.value === name)!;

  test('only what nothing follows ends in a discard', () => {
    const text = lines(
      'firewall family inet filter A term a then count c',
      'firewall family inet filter B term b then accept',
      'firewall family inet filter C term c filter NESTED',
      'firewall family inet filter NESTED term n from protocol tcp',
      'interfaces ge-0/0/0 unit 0 family inet filter input-list [ A B ]',
    );
    expect(['A', 'B', 'C', 'NESTED'].map((name) => filter(text, name).fallback.action)).toEqual([
      'return',
      'deny',
      'deny',
      'return',
    ]);
    expect(filter(text, 'C').rules[0]!.action).toMatchObject({ kind: 'jump', target: { value: 'NESTED' } });
  });

  test('the loopback is management, units are interfaces', () => {
    const { bindings } = modelOf(
      lines(
        'firewall family inet filter RE term a then accept',
        'interfaces lo0 unit 0 family inet filter input RE',
        'interfaces ge-0/0/0 unit 7 family inet filter output RE',
      ),
    );
    expect(bindings).toMatchObject([
      { filter: { value: 'RE' }, family: 'ipv4', place: { kind: 'management' }, direction: 'in' },
      { place: { kind: 'interface', name: 'ge-0/0/0.7' }, direction: 'out' },
    ]);
  });
});
