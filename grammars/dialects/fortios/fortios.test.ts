import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import { formatAddress } from '../../model/address.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { configTree, entriesOf, table, values } from './config-tree.ts';
import { fortios } from './dialect.ts';
import { readPortRange } from './grammar/port-range.ts';

const BRANCH = readFileSync(`${import.meta.dirname}/fixtures/branch.conf`, 'utf8');
const read = (text: string) => {
  const outline = fortios.parse(text);
  return { outline, device: fortios.toModel(outline) };
};
const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

describe('outline', () => {
  test.each([
    ['a backup', BRANCH],
    ['texts over lines', 'config system replacemsg admin "x"\n    set buffer "one\ntwo \\" end\nthree"\nend\n'],
    ['a quote that nothing closes', 'config firewall address\n    edit "a\n        set comment it\'s\n    next\nend\n'],
    ['stray words', 'end\nnext\r\nedit\n\t\nset x\nconfig\n'],
    ['a terminal', 'FGT (root) # config firewall policy\nFGT (policy) # edit 1\nFGT (1) # next\nFGT (policy) # end\n'],
    ['a BOM', '\uFEFFconfig system global\nend\n'],
  ])('loses nothing of %s', (_, text) => {
    expect(firstLostCharacter(fortios.parse(text))).toBeUndefined();
  });

  test('an `end` closes what is edited too, and a text over lines is one word', () => {
    const text = 'config vdom\nedit root\nconfig system global\nset x "a\nend\nb"\nend\nend\nconfig log setting\nend\n';
    const { statements, problems } = fortios.parse(text);
    expect(problems).toEqual([]);
    expect(statements.map(({ words }) => words[1]!.text)).toEqual(['vdom', 'log']);
  });

  test('blocks that do not close as they should', () => {
    const codes = (text: string) => fortios.parse(text).problems.map(({ code }) => code);
    expect(codes('config firewall policy\nedit 1\nset action accept\nedit 2\nnext\nend\n')).toEqual(['next-missing']);
    expect(codes('config firewall policy\nnext\nend\nend\n')).toEqual(['stray-next', 'stray-end']);
    expect(codes('{% if a %}\nend\n{% endif %}\n')).toEqual([]);
  });

  test('nothing of the backup is unknown', () => {
    const { outline } = read(BRANCH);
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  });
});

test('commands are carried out in their order', () => {
  const text = lines(
    'config firewall address',
    '    edit a',
    '        set subnet 10.0.0.0 255.0.0.0',
    '    next',
    '    edit b',
    '    next',
    '    edit c',
    '    next',
    '    move c before a',
    '    delete b',
    'end',
    'config firewall address',
    '    edit a',
    '        unset subnet',
    '        append comment "x y"',
    '    next',
    'end',
  );
  const root = configTree(fortios.parse(text));
  expect(entriesOf(root, 'firewall address').map(({ name }) => name.value)).toEqual(['c', 'a']);
  const [, a] = entriesOf(root, 'firewall address');
  expect(values(a, 'subnet')).toEqual([]);
  expect(values(a, 'comment').map(({ value }) => value)).toEqual(['x y']);
  expect(table(root, 'firewall address')!.moved).toBe(true);
});

test.each([
  ['80', { destination: { first: 80, last: 80 } }],
  ['8000-8080:1024-65535', { destination: { first: 8000, last: 8080 }, source: { first: 1024, last: 65535 } }],
  ['9-8', { destination: { first: 9, last: 8 } }],
  ['http', undefined],
  ['80-', undefined],
])('port range %s', (text, expected) => {
  expect(readPortRange(text)).toEqual(expected);
});

describe('policies', () => {
  const { device } = read(BRANCH);
  const list = device.filters.find(({ name }) => name.value === 'policy')!;

  test('stand in the order of the text, with zones and their members', () => {
    expect(list.rules.map(({ key }) => key?.value)).toEqual([
      'lan to internet',
      'published web',
      'updates of servers',
      'nothing else',
    ]);
    expect(list.rules[0]!.matches.map(({ family }) => family)).toEqual(['ipv4', 'ipv6']);
    expect(list.rules[0]!.matches[0]!.inInterface?.anyOf).toEqual([
      { name: 'inside', members: ['internal1', 'internal2'] },
    ]);
    expect(list.closed).toBe(true);
  });

  test('a virtual IP is its outer address and port, and its services are those of the inner port', () => {
    const [match] = list.rules[1]!.matches;
    expect(match!.destination?.anyOf.map((term) => 'first' in term && formatAddress('ipv4', term.first))).toEqual([
      '203.0.113.4',
    ]);
    expect(match!.destinationPort?.anyOf).toEqual([{ first: 443, last: 443 }]);
    expect(list.rules[3]!.matches[0]!.destination?.except).toHaveLength(1);
  });

  test('a virtual IP of another interface than the policy’s lets nothing in', () => {
    const matches = (extintf: string) =>
      read(BRANCH.replace('set extintf "wan1"', `set extintf "${extintf}"`)).device.filters[0]!.rules[1]!.matches;
    expect(matches('wan2').map(({ inInterface }) => inInterface!.anyOf[0]!.name)).toEqual(['wan2']);
    expect(matches('any').map(({ inInterface }) => inInterface!.anyOf[0]!.name)).toEqual(['virtual-wan-link']);
    expect(matches('dmz')).toEqual([]);
  });

  test('names of the DNS and office hours are undecided', () => {
    expect(
      list.rules[2]!.matches.every(
        ({ opaque }) => opaque?.map(({ text }) => text).join() === 'schedule office-hours,address updates',
      ),
    ).toBe(true);
    expect(list.rules[2]!.matches.flatMap(({ destinationPort }) => destinationPort?.anyOf ?? [])).toHaveLength(6);
  });

  test('negation, and a group with a member that is not known', () => {
    const policy = (...settings: readonly string[]) =>
      read(
        lines(
          'config firewall address',
          '    edit "lan"',
          '        set subnet 10.0.0.0 255.0.0.0',
          '    next',
          'end',
          'config firewall addrgrp',
          '    edit "both"',
          '        set member "lan" "gone"',
          '    next',
          'end',
          'config firewall policy',
          '    edit 1',
          ...settings.map((one) => `        set ${one}`),
          '    next',
          'end',
        ),
      ).device.filters[0]!.rules[0]!;
    const rest = ['srcintf any', 'dstintf any', 'dstaddr all', 'service ALL', 'schedule always'];
    expect(policy('srcaddr lan', 'dstaddr all', 'service ALL').action).toEqual({ kind: 'continue' });
    expect(policy('srcaddr lan', 'srcaddr-negate enable', ...rest).matches[0]!.source?.negated).toBe(true);
    expect(policy('srcaddr both', ...rest).matches).toMatchObject([
      { source: { anyOf: [{ length: 8 }] } },
      { opaque: [{ text: 'address both' }] },
    ]);
    expect(policy('srcaddr all', 'srcaddr-negate enable', ...rest).matches).toEqual([]);
    expect(policy('srcaddr both', 'srcaddr-negate enable', ...rest).matches[0]!.opaque).toHaveLength(1);
    expect(policy('srcaddr lan', 'status disable', ...rest).active).toBe(false);
    expect(policy('srcaddr lan', ...rest).action).toEqual({ kind: 'deny' });
  });
});

test('access to the device: local-in policies, then the words of allowaccess, with the ports of the administration', () => {
  const { device } = read(BRANCH);
  const access = device.filters.find(({ name }) => name.value === 'allowaccess')!;
  expect(access.hook).toBe('input');
  const written = access.rules.filter(({ implicit }) => !implicit);
  expect(written.map(({ span }) => BRANCH.slice(span.start, span.end))).toEqual(
    'ping https ssh ping https ssh snmp ping'.split(' '),
  );
  expect(written[1]!.matches[0]!.destinationPort?.anyOf).toEqual([{ first: 8443, last: 8443 }]);
  expect(device.filters.some(({ name }) => name.value === 'local-in-policy')).toBe(true);
});

test('routes, timers and BGP', () => {
  const { device } = read(BRANCH);
  expect(device.version?.value).toBe('7.2.5');
  expect(device.routes.map(({ learned, discard, nextHops }) => [learned, discard, nextHops.length])).toEqual([
    [true, undefined, 0],
    [undefined, undefined, 1],
    [undefined, true, 0],
  ]);
  expect(device.nat!.timers.map(({ label, seconds }) => `${label} ${seconds.value}`)).toEqual([
    'udp-idle-timer 60',
    'session-ttl default 1200',
    'session-ttl port 30',
  ]);
  const [bgp] = device.bgp;
  expect(bgp!.neighbours.map(({ external, families }) => [external, families.map(({ name }) => name)])).toEqual([
    [true, ['ipv4-unicast']],
    [false, ['ipv4-unicast']],
  ]);
  expect(device.policies[0]!.entries!.map(({ action, conditions }) => [action, conditions[0]!.kind])).toEqual([
    ['deny', 'community'],
    ['permit', 'as-path'],
  ]);
  expect(device.redistributions.map(({ into, from }) => `${from.value} ${into}`)).toEqual(['connected bgp']);
});

test('what the box lets in to itself is one list for all virtual domains', () => {
  const { device } = read(
    lines(
      'config global',
      'config system interface',
      ...['a', 'b'].flatMap((name) => [
        `    edit "${name}"`,
        `        set vdom "${name === 'a' ? 'root' : 'guest'}"`,
        '        set allowaccess ssh',
        '    next',
      ]),
      'end',
      'end',
      'config vdom',
      ...['root', 'guest'].flatMap((name) => [
        `edit ${name}`,
        'config firewall policy',
        '    edit 1',
        '    next',
        'end',
        'config firewall local-in-policy',
        '    edit 1',
        '        set intf any',
        '        set srcaddr all',
        '        set dstaddr all',
        '        set service SSH',
        '        set schedule always',
        '    next',
        'end',
        'next',
      ]),
      'end',
    ),
  );
  const access = device.filters.find(({ hook }) => hook === 'input')!;
  expect(access.rules.filter(({ implicit }) => !implicit)).toHaveLength(2);
  expect(
    access.rules.flatMap(({ action, matches }) =>
      action.kind === 'jump' ? [[action.target.value, matches[0]!.inInterface!.anyOf.map(({ name }) => name)]] : [],
    ),
  ).toEqual([
    ['local-in-policy', ['a']],
    ['local-in-policy (guest)', ['b']],
  ]);
});

test('virtual domains have lists of their own, and none stands at a hook', () => {
  const domain = (name: string): string[] => [
    `edit ${name}`,
    'config firewall policy',
    '    edit 1',
    '        set srcaddr all',
    '        set dstaddr all',
    '        set service ALL',
    '    next',
    'end',
    'next',
  ];
  const { device } = read(
    lines(
      'config vdom',
      'edit root',
      'next',
      'edit guest',
      'next',
      'end',
      'config vdom',
      ...domain('root'),
      ...domain('guest'),
      'end',
    ),
  );
  expect(device.filters.map(({ name, hook }) => [name.value, hook])).toEqual([
    ['policy', undefined],
    ['policy (guest)', undefined],
  ]);
});

describe('changes', () => {
  const changed = (change: Change, text = BRANCH): string | undefined => {
    const { outline, device } = read(text);
    const edits = fortios.write(change, outline, device);
    return edits && applyEdits(text, edits);
  };
  const { device } = read(BRANCH);
  const policy = device.filters.findIndex(({ name }) => name.value === 'policy');
  const access = device.filters.findIndex(({ name }) => name.value === 'allowaccess');
  const keys = (text: string | undefined) => read(text!).device.filters[policy]!.rules.map(({ key }) => key?.value);

  test('a policy moves with all its lines', () => {
    expect(keys(changed({ kind: 'move-rule', filter: policy, rule: 3, before: 1 }))).toEqual([
      'lan to internet',
      'nothing else',
      'published web',
      'updates of servers',
    ]);
  });

  test('a policy is not moved where a `move` is written', () => {
    const text = BRANCH.replace(
      'config firewall local-in-policy',
      'config firewall policy\n    move 3 before 4\nend\nconfig firewall local-in-policy',
    );
    expect(keys(text)[2]).toBe('nothing else');
    expect(changed({ kind: 'move-rule', filter: policy, rule: 3, before: 1 }, text)).toBeUndefined();
    expect(changed({ kind: 'delete-rule', filter: policy, rule: 3 }, text)).toBeUndefined();
  });

  test('a word goes out of allowaccess', () => {
    const ssh = device.filters[access]!.rules.findIndex(({ span }) => BRANCH.slice(span.start, span.end) === 'ssh');
    expect(changed({ kind: 'delete-rule', filter: access, rule: ssh })).toContain(
      '        set allowaccess ping https\n',
    );
  });

  test('a new policy brings its objects', () => {
    const text = changed({
      kind: 'insert-rule',
      filter: policy,
      before: 3,
      action: 'permit',
      match: {
        family: 'ipv4',
        protocol: { anyOf: [{ first: 17, last: 17 }] },
        destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
        source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a010000n, length: 24 }] },
        inInterface: { anyOf: [{ name: 'internal1' }] },
      },
      log: true,
    })!;
    const { device: after } = read(text);
    const rule = after.filters[policy]!.rules[3]!;
    expect(rule.matches).toMatchObject([
      {
        source: { anyOf: [{ address: 0x0a010000n, length: 24 }] },
        destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
        inInterface: { anyOf: [{ name: 'inside' }] },
      },
    ]);
    expect(rule.action).toEqual({ kind: 'permit' });
    expect(after.references.uses.filter(({ name }) => /^(?:net-|udp-3478)/.test(name.value))).toHaveLength(2);
  });

  test('settings are changed where they stand, and put in where they do not', () => {
    expect(changed({ kind: 'set-action', filter: policy, rule: 0, action: 'deny', log: true })).toContain(
      '    edit 1\n        set logtraffic all\n        set name "lan to internet"\n        set srcintf "inside"\n        set dstintf "virtual-wan-link"\n        set action deny\n',
    );
    expect(changed({ kind: 'set-bgp-timers', process: 0, keepalive: 10, hold: 30 })).toContain(
      '    set keepalive-timer 10\n    set holdtime-timer 30\n',
    );
  });
});

describe('detection', () => {
  test.each([
    [BRANCH, 90],
    ['config firewall address\n    edit "a"\n        set subnet 10.0.0.0 255.0.0.0\n    next\nend\n', 80],
    ['config system global\n    set hostname "x"\nend\n', 75],
  ])('its own', (text, least) => {
    expect(fortios.detect(text).score).toBeGreaterThanOrEqual(least);
  });
  test.each([
    ["config interface 'lan'\n\toption proto 'static'\n\nconfig zone\n\toption name lan\n"],
    ['config system setting\n'],
    ['hostname r1\n!\nrouter bgp 64496\n!\nend\n'],
  ])('not %j', (text) => {
    expect(fortios.detect(text).score).toBe(0);
  });
});

test('what a pager left before a line is none of it', () => {
  const outline = fortios.parse(
    'config system global\n    set hostname "a"\n--More-- \r         \r    set timezone 04\nend\n',
  );
  expect(outline.statements[0]!.children.map(({ words }) => words.map(({ text }) => text).join(' '))).toEqual([
    'set hostname "a"',
    'set timezone 04',
  ]);
  expect(firstLostCharacter(outline)).toBeUndefined();
});
