import { describe, expect, test } from 'vitest';
import type { Change } from '../../../change.ts';
import type { Device } from '../../../model/device.ts';
import { applyEdits } from '../../../text/edit.ts';
import { ios } from '../dialect.ts';

const model = (text: string): Device => ios.toModel(ios.parse(text));

/** The text after the change; it must still be understood as well as before. */
function written(text: string, change: (device: Device) => Change): string | undefined {
  const outline = ios.parse(text);
  const device = ios.toModel(outline);
  const edits = ios.write(change(device), outline, device);
  return edits && applyEdits(text, edits);
}

const move = (rule: number, before: number) => (): Change => ({ kind: 'move-rule', filter: 0, rule, before });
const remove = (rule: number) => (): Change => ({ kind: 'delete-rule', filter: 0, rule });

const NUMBERED = `ip access-list extended A
 10 deny tcp any any
 remark web
 20 permit tcp any host 192.0.2.10 eq 443
 30 permit ip any any
!
`;

describe('move-rule', () => {
  test('takes a free number and its remarks along', () => {
    expect(written(NUMBERED, move(1, 0))).toBe(`ip access-list extended A
 remark web
 5 permit tcp any host 192.0.2.10 eq 443
 10 deny tcp any any
 30 permit ip any any
!
`);
  });

  test('numbers the list anew where nothing is free', () => {
    const text =
      'ip access-list extended A\n 1 deny tcp any any\n 2 permit udp any any\n 2147483647 permit ip any any\n';
    expect(written(text, move(1, 0))).toBe(
      'ip access-list extended A\n 10 permit udp any any\n 20 deny tcp any any\n 30 permit ip any any\n',
    );
  });

  test('keeps order, indentation and line ends where there are no numbers', () => {
    expect(
      written('access-list 101 deny tcp any any\r\naccess-list 101 permit tcp any any eq 22\r\n', move(1, 0)),
    ).toBe('access-list 101 permit tcp any any eq 22\r\naccess-list 101 deny tcp any any\r\n');
    expect(written('ip access-list standard S\n\tdeny 192.0.2.0 0.0.0.255\n\tpermit 192.0.2.1', move(1, 0))).toBe(
      'ip access-list standard S\n\tpermit 192.0.2.1\n\tdeny 192.0.2.0 0.0.0.255\n',
    );
  });

  test('moves down and to the end', () => {
    const text = 'ip access-list standard S\n permit 192.0.2.1\n permit 192.0.2.2\n permit 192.0.2.3\n';
    expect(written(text, move(0, 2))).toBe(
      'ip access-list standard S\n permit 192.0.2.2\n permit 192.0.2.1\n permit 192.0.2.3\n',
    );
    expect(written(text.trimEnd(), move(0, 3))).toBe(
      'ip access-list standard S\n permit 192.0.2.2\n permit 192.0.2.3\n permit 192.0.2.1',
    );
  });

  test('IPv6 numbers stand behind', () => {
    const text = 'ipv6 access-list A\n deny tcp any any sequence 10\n permit udp any any sequence 20\n';
    expect(written(text, move(1, 0))).toBe(
      'ipv6 access-list A\n permit udp any any sequence 5\n deny tcp any any sequence 10\n',
    );
  });

  test('and before the entry, with the word', () => {
    const text = 'ipv6 access-list A\n sequence 10 deny tcp any any\n sequence 20 permit udp any any\n';
    expect(written(text, move(1, 0))).toBe(
      'ipv6 access-list A\n sequence 5 permit udp any any\n sequence 10 deny tcp any any\n',
    );
  });

  test('is not offered where only some entries are numbered', () => {
    expect(
      written('ip access-list extended A\n 10 permit udp any any\n permit ip any any\n', move(1, 0)),
    ).toBeUndefined();
  });

  test('the model shows the new order', () => {
    const after = model(written(NUMBERED, move(1, 0))!);
    expect(after.filters[0]!.rules.map((rule) => rule.key!.value)).toEqual(['5', '10', '30']);
    expect(after.filters[0]!.rules[0]!.remarks).toHaveLength(1);
  });
});

test('delete-rule takes its remarks along, and is not offered for the last entry', () => {
  expect(written(NUMBERED, remove(1))).toBe(
    'ip access-list extended A\n 10 deny tcp any any\n 30 permit ip any any\n!\n',
  );
  expect(written('access-list 1 permit any\n', remove(0))).toBeUndefined();
});

describe('insert-rule', () => {
  const insert =
    (before: number, extra: object = {}) =>
    (): Change => ({
      kind: 'insert-rule',
      filter: 0,
      before,
      action: 'permit',
      match: {
        family: 'ipv4',
        protocol: { anyOf: [{ first: 17, last: 17 }] },
        destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
        ...extra,
      },
    });

  test('between numbers, without numbers, as a numbered list, behind an IPv6 entry', () => {
    expect(written(NUMBERED, insert(2))).toContain(' 25 permit udp any any range 3478 3481\n 30 permit ip');
    expect(written('ip access-list extended A\n  deny ip any any\n', insert(0))).toBe(
      'ip access-list extended A\n  permit udp any any range 3478 3481\n  deny ip any any\n',
    );
    expect(written('access-list 101 deny ip any any\n', insert(1))).toBe(
      'access-list 101 deny ip any any\naccess-list 101 permit udp any any range 3478 3481\n',
    );
    expect(written('ipv6 access-list A\n deny ipv6 any any sequence 10\n', insert(0, { family: 'ipv6' }))).toBe(
      'ipv6 access-list A\n permit udp any any range 3478 3481 sequence 5\n deny ipv6 any any sequence 10\n',
    );
  });

  test('single ports on one line, ranges on their own', () => {
    const ports = {
      anyOf: [
        { first: 80, last: 80 },
        { first: 443, last: 443 },
        { first: 8801, last: 8810 },
      ],
    };
    expect(written(NUMBERED, insert(0, { destinationPort: ports }))).toContain(
      ' 3 permit udp any any eq 80 443\n 6 permit udp any any range 8801 8810\n 10 deny',
    );
  });

  test('ICMP types, answers and later fragments', () => {
    const plain = (match: object) => (): Change => ({
      kind: 'insert-rule',
      filter: 0,
      before: 0,
      action: 'permit',
      match: { family: 'ipv4', ...match },
    });
    const protocol = (number: number) => ({ anyOf: [{ first: number, last: number }] });
    const tooBig = { anyOf: [{ type: { first: 3, last: 3 }, code: { first: 4, last: 4 } }] };
    const answers = {
      anyOf: [
        { mask: 16, value: 16 },
        { mask: 4, value: 4 },
      ],
    };
    for (const [match, line] of [
      [{ protocol: protocol(1), icmp: tooBig }, 'permit icmp any any packet-too-big'],
      [{ protocol: protocol(1), icmp: { anyOf: [{ type: { first: 42, last: 42 } }] } }, 'permit icmp any any 42'],
      [{ protocol: protocol(6), tcpFlags: answers }, 'permit tcp any any established'],
      [{ protocol: protocol(6), fragment: 'rest' }, 'permit tcp any any fragments'],
    ] as const) {
      const after = written(NUMBERED, plain(match))!;
      expect(after).toContain(` 5 ${line}\n 10 deny`);
      const [read] = model(after).filters[0]!.rules[0]!.matches;
      for (const [key, value] of Object.entries(match)) expect(read).toHaveProperty(key, value);
    }
    const six = 'ipv6 access-list A\n deny ipv6 any any\n';
    expect(
      written(
        six,
        plain({ family: 'ipv6', protocol: protocol(58), icmp: { anyOf: [{ type: { first: 2, last: 2 } }] } }),
      ),
    ).toContain(' permit icmp any any packet-too-big\n');
    for (const match of [{ icmp: tooBig }, { tcpFlags: answers }, { protocol: protocol(6), fragment: 'whole' }])
      expect(written(NUMBERED, plain(match)), JSON.stringify(match)).toBeUndefined();
  });

  test('a standard list cannot say ports', () => {
    expect(written('access-list 1 deny any\n', insert(0))).toBeUndefined();
  });
});

test('set-action turns a permit into a deny that logs, and back', () => {
  const set = (action: 'permit' | 'deny', log: boolean) => (): Change => ({
    kind: 'set-action',
    filter: 0,
    rule: 0,
    action,
    log,
  });
  expect(written('ip access-list extended A\n 10 permit ip any any\n', set('deny', true))).toBe(
    'ip access-list extended A\n 10 deny ip any any log\n',
  );
  expect(written('access-list 101 deny ip any any log\n', set('permit', false))).toBe(
    'access-list 101 permit ip any any\n',
  );
  expect(written('ipv6 access-list A\n permit ipv6 any any sequence 10\n', set('deny', true))).toBe(
    'ipv6 access-list A\n deny ipv6 any any log sequence 10\n',
  );
});

test('set-timer, set-key, delete-statements, replace-text', () => {
  expect(
    written('ip nat translation udp-timeout 20\n', (device) => ({
      kind: 'set-timer',
      timer: device.nat!.timers[0]!,
      seconds: 300,
    })),
  ).toBe('ip nat translation udp-timeout 300\n');
  expect(
    written('ip prefix-list P seq 5 permit 192.0.2.0/24\n', (device) => ({
      kind: 'set-key',
      span: device.sequenceKeys[0]!.key.span,
      key: 15,
    })),
  ).toBe('ip prefix-list P seq 15 permit 192.0.2.0/24\n');
  expect(
    written('hostname a\nroute-map R permit 10\n set metric 5\n!\n', (device) => ({
      kind: 'delete-statements',
      spans: device.references.definitions[0]!.spans,
    })),
  ).toBe('hostname a\n!\n');
  expect(
    written('hostname a\n', (device) => ({ kind: 'replace-text', span: device.hostname!.span, newText: 'b' })),
  ).toBe('hostname b\n');
});

describe('BGP', () => {
  const text = `router bgp 64500
 bgp log-neighbor-changes
 neighbor 192.0.2.1 remote-as 64501
 neighbor 2001:DB8::1 remote-as 64501
 !
 address-family ipv6
  neighbor 2001:DB8::1 activate
 exit-address-family
!
line vty 0 4
`;
  const place = { process: 0, neighbour: 0 } as const;

  test('a limit goes where the neighbour is spoken of in its family', () => {
    const limit = { kind: 'set-max-prefix', limit: 500, threshold: 80, restart: 15 } as const;
    expect(written(text, () => ({ ...limit, ...place, family: 'ipv4-unicast' }))).toContain(
      ' neighbor 192.0.2.1 remote-as 64501\n neighbor 192.0.2.1 maximum-prefix 500 80 restart 15\n',
    );
    const six = written(text, () => ({ ...limit, process: 0, neighbour: 1, family: 'ipv6-unicast' }))!;
    expect(six).toContain('  neighbor 2001:DB8::1 activate\n  neighbor 2001:DB8::1 maximum-prefix 500 80 restart 15\n');
    expect(model(six).bgp[0]!.neighbours[1]!.families[1]!.maxPrefix).toMatchObject({
      limit: { value: 500 },
      restart: 15,
    });
    expect(
      written(text.replace('64501\n', '64501\n neighbor 192.0.2.1 maximum-prefix 9 warning-only\n'), () => ({
        ...limit,
        ...place,
        family: 'ipv4-unicast',
      })),
    ).toContain(' neighbor 192.0.2.1 maximum-prefix 500 80 restart 15\n neighbor 2001');
  });

  test('timers of a neighbour and of the process', () => {
    const timers = { kind: 'set-bgp-timers', process: 0, keepalive: 15, hold: 45 } as const;
    expect(written(text, () => ({ ...timers, neighbour: 0 }))).toContain(' neighbor 192.0.2.1 timers 15 45\n');
    expect(written(text, () => timers)).toContain('router bgp 64500\n timers bgp 15 45\n bgp log');
    expect(written('router bgp 1\n timers bgp 15 30 10\n', () => timers)).toBe('router bgp 1\n timers bgp 15 45 10\n');
  });

  test('a policy is bound, with a skeleton that lets nothing pass', () => {
    const after = written(text, () => ({
      kind: 'add-bgp-policy',
      ...place,
      family: 'ipv4-unicast',
      direction: 'import',
      policyName: 'IMPORT-A',
      use: 'route-policy',
    }))!;
    expect(after).toContain(' neighbor 192.0.2.1 route-map IMPORT-A in\n');
    expect(after).toContain(' exit-address-family\n!\nroute-map IMPORT-A deny 10\n!\nline vty');
    expect(model(after).policies.map((policy) => policy.name.value)).toEqual(['IMPORT-A']);
    expect(model(after).bgp[0]!.neighbours[0]!.families[0]!.imports).toHaveLength(1);
  });
});
