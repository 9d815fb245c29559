import { describe, expect, test } from 'vitest';
import { prepare } from '../review/prepare.ts';
import { fhrpFaults } from './fhrp-faults.ts';
import { fhrpPairs } from './fhrp-links.ts';
import { isisFaults, ospfFaults } from './igp-faults.ts';
import { isisLinks, ospfLinks } from './igp-links.ts';
import { type Member, networkOf } from './network.ts';

function member(path: string, text: string): Member {
  const { device, index } = prepare({ text: `hostname ${path}\n!\n${text}`, dialect: 'ios' })!;
  return { path, device, index };
}

const port = (address: string, lines = '', mask = '255.255.255.252'): string =>
  `interface GigabitEthernet0/0\n ip address ${address} ${mask}\n${lines}!\n`;

describe('OSPF neighbours', () => {
  const faults = (mine: string, theirs: string): string[] => {
    const a = member('a', mine);
    const network = networkOf([a, member('b', theirs)]);
    return [...ospfLinks(network, a)].flatMap(({ here, there }) =>
      [...ospfFaults(here, there)].map(({ kind }) => kind),
    );
  };
  const ospf = (lines = ''): string => `router ospf 1\n network 10.0.0.0 0.0.0.255 area 0\n${lines}`;
  test('agree, whatever the process is called', () => {
    expect(faults(port('10.0.0.1') + ospf(), port('10.0.0.2') + ospf().replace('ospf 1', 'ospf 9'))).toEqual([]);
  });
  test('dead intervals alone', () => {
    expect(faults(port('10.0.0.1', ' ip ospf dead-interval 20\n') + ospf(), port('10.0.0.2') + ospf())).toEqual([
      'dead',
    ]);
  });
  test('a process that is shut down, or a line nobody knows, says nothing', () => {
    const other = port('10.0.0.2', ' ip ospf cost 5\n ip ospf hello-interval 7\n');
    expect(faults(port('10.0.0.1') + ospf(' shutdown\n'), other + ospf())).toEqual([]);
    expect(faults(port('10.0.0.1', ' frobnicate\n') + ospf(), other + ospf())).toEqual([]);
    expect(faults(port('10.0.0.1') + ospf(), other + ospf())).toEqual(['hello', 'dead']);
  });
  test('are not looked for where an address comes twice', () => {
    const a = member('a', port('10.0.0.1') + ospf());
    const others = ['b', 'c'].map((name) => member(name, port('10.0.0.2', ' ip ospf hello-interval 7\n') + ospf()));
    expect([...ospfLinks(networkOf([a, ...others]), a)]).toEqual([]);
  });
});

describe('IS-IS neighbours', () => {
  const isis = (net: string, lines = ''): string => `router isis\n net ${net}\n${lines}`;
  const faults = (mine: string, theirs: string, circuit = ''): string[] => {
    const a = member('a', port('10.0.0.1', ` ip router isis\n${circuit}`) + mine);
    const network = networkOf([a, member('b', port('10.0.0.2', ' ip router isis\n') + theirs)]);
    return [...isisLinks(network, a)].flatMap(({ here, there }) =>
      [...isisFaults(here, there)].map(({ kind }) => kind),
    );
  };
  const [one, two] = ['49.0001.0000.0000.0001.00', '49.0001.0000.0000.0002.00'];
  test('of level 1 need an area in common, of level 2 none', () => {
    const elsewhere = '49.0002.0000.0000.0002.00';
    expect(faults(isis(one), isis(two))).toEqual([]);
    expect(faults(isis(one), isis(elsewhere))).toEqual([]);
    expect(faults(isis(one, ' is-type level-1\n'), isis(elsewhere))).toEqual(['level-1-area']);
    expect(faults(isis(one, ' is-type level-1\n'), isis(two, ' is-type level-2-only\n'))).toEqual(['level']);
  });
  test('need system IDs of their own, one kind of link and one style of metrics', () => {
    expect(faults(isis(one), isis(one))).toEqual(['system-id']);
    expect(faults(isis(one), isis(two), ' isis network point-to-point\n')).toEqual(['network-type']);
    expect(faults(isis(one, ' metric-style wide\n'), isis(two, ' metric-style narrow\n'))).toEqual(['metric-style']);
    expect(faults(isis(one, ' metric-style wide transition\n'), isis(two, ' metric-style narrow\n'))).toEqual([]);
  });
});

describe('routers of one group', () => {
  const faults = (mine: string, theirs: string): string[] => {
    const a = member('a', port('10.1.0.2', mine, '255.255.255.0'));
    const network = networkOf([a, member('b', port('10.1.0.3', theirs, '255.255.255.0'))]);
    return [...fhrpPairs(network, a)].flatMap((pair) => [...fhrpFaults(pair)].map(({ kind }) => kind));
  };
  const group = (...lines: string[]): string =>
    [' standby 1 ip 10.1.0.1', ...lines.map((line) => ` standby ${line}`)].map((line) => `${line}\n`).join('');
  test('agree', () => {
    expect(faults(group('1 priority 110'), group())).toEqual([]);
    expect(faults(group('1 priority 110'), ' standby 2 ip 10.1.0.9\n')).toEqual([]);
  });
  test('have other addresses or versions, or one priority', () => {
    expect(faults(group('1 priority 110'), ' standby 1 ip 10.1.0.9\n')).toEqual(['address']);
    expect(faults(group('version 2', '1 priority 110'), group())).toEqual(['version']);
    expect(faults(group(), group())).toEqual(['same-priority']);
  });
  test('give up one that speaks seldom', () => {
    expect(faults(group('1 priority 110', '1 timers 1 3'), group('1 timers 5 15'))).toEqual(['hold']);
    // Without timers of its own the other learns them.
    expect(faults(group('1 priority 110', '1 timers 1 3'), group())).toEqual([]);
  });
  test('tracking moves the group where enough points go and the other takes over', () => {
    const tracked = (points: number) => group('1 priority 110', `1 track 1 decrement ${points}`);
    expect(faults(tracked(5), group('1 preempt'))).toEqual(['keeps']);
    expect(faults(tracked(20), group('1 preempt'))).toEqual([]);
    expect(faults(group(), tracked(20))).toEqual(['no-preempt']);
    expect(faults(group('1 preempt'), tracked(20))).toEqual([]);
  });
});
