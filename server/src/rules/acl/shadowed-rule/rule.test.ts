import { expect, test } from 'vitest';
import { filterOf, lineSpan, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const said = (rules: readonly string[], options = {}, more = {}): string[] =>
  reportsOf(rule, { filters: [filterOf('WEB', rules, more)] }, options).map(
    (report) => `${report.severity}: ${report.text.en}`,
  );

const fixesOf = (rules: readonly string[], device = {}): string[] =>
  reportsOf(rule, { filters: [filterOf('WEB', rules)], ...device }).flatMap((report) =>
    (report.fixes ?? []).map(({ title, safety }) => `${safety}: ${title.en}`),
  );

test('one line covers: who decides, which packet, what to do', () => {
  const [report] = reportsOf(rule, {
    filters: [filterOf('WEB', ['deny tcp any any', 'permit tcp any 192.0.2.10/32 443'])],
  });
  expect(report?.text.en).toBe(
    'Line 1 denies all of this traffic first, so this permit never takes effect: tcp 198.51.100.7:40000 > 192.0.2.10:443 is denied. Move it above line 1, or delete it.',
  );
  expect(report?.text['zh-cn']).toBe(
    '第 1 行已先拒绝全部这些流量,本条放行规则永远不会生效:tcp 198.51.100.7:40000 > 192.0.2.10:443 会被拒绝。请把它移到第 1 行之上,或删除它。',
  );
  expect(report?.witness).toBe('tcp 198.51.100.7:40000 > 192.0.2.10:443');
  expect(report?.related?.map(({ span, text }) => [span.start, text.en])).toEqual([[0, 'Denies these packets first']]);
  expect(report?.fixes?.map(({ title, safety }) => [title.en, safety])).toEqual([
    ['Move above line 1: permits tcp to 192.0.2.10 port 443, until now denied', 'unsafe'],
    ['Delete this rule: no packet changes', 'safe'],
  ]);
});

test('several lines cover together', () => {
  const rules = ['deny 10.0.0.0/9', 'deny 10.128.0.0/9', 'permit tcp 10.0.0.0/8 any 443'];
  expect(said(rules)[0]).toContain('Lines 1 and 2 together decide all of this traffic first');
  expect(said(rules)[0]).toContain('Move it above line 1');
  expect(said(rules, { unionCover: false })).toEqual([]);
  const many = [...Array(8).keys()].map((i) => `deny 10.${i * 32}.0.0/11`);
  expect(said([...many, 'permit 10.0.0.0/8'])[0]).toContain('Lines 1, 2, 3, 4 and 4 more together');
});

test('what decides counts, not what overlaps', () => {
  // The host is denied with its subnet, but the permit of the net has decided before.
  expect(said(['permit 10.0.0.0/8', 'deny 10.1.0.0/16', 'permit 10.1.1.1/32'])).toHaveLength(1);
  expect(said(['permit tcp any any 80', 'deny tcp any 192.0.2.0/24', 'permit tcp any 192.0.2.1/32 80'])).toEqual([]);
});

test('a wider rule of the same kind stands before it, behind an exception', () => {
  const rules = ['permit tcp any any 80', 'deny 10.0.0.0/8', 'deny 10.1.0.0/16', 'permit any any'];
  expect(said(rules)[0]).toMatch(
    /^warning: Line 2 denies this traffic already, where nothing else comes first \(line 1 permits tcp .*:80\), so this deny never takes effect\. Delete it\.$/,
  );
  expect(fixesOf(rules)[0]).toMatch(/^safe: Delete/);
  expect(said(['permit tcp any any 80', 'deny any any', 'deny any any'])).toEqual([]);
  expect(said(['permit any any', 'deny any any'])).toHaveLength(1);
});

test('after a catch-all', () => {
  expect(said(['permit any any', 'deny tcp any any 23'])[0]).toContain(
    'Unreachable after the catch-all: line 1 permits everything',
  );
});

test('lists that only select neither permit nor deny', () => {
  const [text] = said(['deny 10.0.0.0/8', 'permit 10.1.0.0/16'], {}, { purpose: 'classify' });
  expect(text).toContain('Line 1 excludes all of this traffic first, so this entry never takes effect');
  expect(text).toContain('is not selected');
});

test('only fragments are left: one severity lower, and no deletion', () => {
  const denied = filterOf('WEB', ['deny tcp any any 443', 'permit tcp any 192.0.2.10/32']);
  const [wide, web] = denied.rules;
  const ports = { anyOf: [{ first: 443, last: 443 }] };
  const rules = [
    { ...wide!, matches: wide!.matches.map((match) => ({ ...match, fragment: 'whole' as const })) },
    {
      ...web!,
      matches: [
        { ...web!.matches[0]!, destinationPort: ports },
        { ...web!.matches[0]!, fragment: 'rest' as const },
      ],
    },
  ];
  const [report] = reportsOf(rule, { filters: [{ ...denied, rules }] });
  expect(report?.severity).toBe('warning');
  expect(report?.text.en).toContain('works on non-first fragments only');
  expect(report?.fixes?.map(({ safety }) => safety)).toEqual(['unsafe']);
  expect(report?.unnecessary).toBeUndefined();
});

test('a move that shuts out the last way in is not offered', () => {
  expect(fixesOf(['permit tcp any any 22', 'deny tcp any any 22'])).toEqual([
    'safe: Delete this rule: no packet changes',
  ]);
  expect(fixesOf(['permit tcp any any 80-81', 'permit tcp any any 22', 'deny tcp any any 80'])[0]).toContain(
    'unsafe: Move above line 1: denies tcp port 80, until now permitted',
  );
  const management = {
    filter: { value: 'WEB', span: lineSpan(9) },
    family: 'ipv4',
    place: { kind: 'management' },
    direction: 'in',
    span: lineSpan(9),
  };
  expect(
    fixesOf(['permit tcp any any 80', 'permit tcp any any 22', 'deny tcp any any 80'], { bindings: [management] }),
  ).toHaveLength(1);
});

test('chains: the place above is the jump that leads to the decider; a jump conflicts when its chain would decide otherwise', () => {
  const table = { table: 'ipv4 filter' };
  const input = filterOf(
    'INPUT',
    ['jump DROPPER', 'permit tcp 10.0.0.0/8 any 22'],
    { ...table, hook: 'input', fallback: { action: 'permit' } },
    0,
  );
  const dropper = filterOf('DROPPER', ['deny tcp any any'], { ...table, fallback: { action: 'return' } }, 10);
  const [report] = reportsOf(rule, { filters: [input, dropper] });
  expect(report?.text.en).toContain('Line 11 (chain DROPPER) denies all of this traffic first');
  expect(report?.text.en).toContain('Move it above line 1,');
  expect(report?.fixes?.[0]?.change).toEqual({ kind: 'move-rule', filter: 0, rule: 1, before: 0 });

  const after = (rules: readonly string[]) =>
    reportsOf(rule, {
      filters: [
        filterOf('INPUT', ['deny any any', 'jump NEXT'], { ...table, hook: 'input' }),
        filterOf('NEXT', rules, { ...table, fallback: { action: 'return' } }, 10),
      ],
    }).filter(({ span }) => span.start < 1000).length;
  expect(after(['permit tcp any any 443'])).toBe(1);
  expect(after(['continue any any', 'deny any any'])).toBe(0);
});

test('a remark may say that the rule stays', () => {
  const filter = filterOf('WEB', ['deny tcp any any', 'permit tcp any any 443']);
  const rules = filter.rules.map((one) => ({ ...one, remarks: [{ start: 0, end: 10 }] }));
  expect(reportsOf(rule, { filters: [{ ...filter, rules }] })).toHaveLength(1);
});

test('opaque conditions cover nothing', () => {
  const filter = filterOf('WEB', ['deny tcp any any', 'permit tcp any any 443']);
  const opaque = [{ text: 'time-range NIGHT', span: lineSpan(0) }];
  const rules = filter.rules.map((one, i) => (i === 0 ? { ...one, matches: [{ ...one.matches[0]!, opaque }] } : one));
  expect(reportsOf(rule, { filters: [{ ...filter, rules }] })).toEqual([]);
  expect(
    reportsOf(rule, { filters: [{ ...filter, rules: [{ ...filter.rules[0]!, active: false }, filter.rules[1]!] }] }),
  ).toEqual([]);
});
