import { describe, expect, test } from 'vitest';
import type { Change } from '../../../change.ts';
import { type Match, NO_INTERFACE } from '../../../model/filter.ts';
import { applyEdits } from '../../../text/edit.ts';
import { pf } from '../dialect.ts';

/** The text after the change; undefined where it is not offered. */
function after(text: string, change: Change): string | undefined {
  const outline = pf.parse(text);
  const edits = pf.write(change, outline, pf.toModel(outline));
  return edits && applyEdits(text, edits);
}

const TEXT = 'block all\n\n# the office\npass in on em1 \\\n    from 10.1.0.0/16\n\npass out quick on em0 # out\n';

describe('delete-rule', () => {
  test('takes all lines of the rule with its comments', () => {
    expect(after(TEXT, { kind: 'delete-rule', filter: 0, rule: 1 })).toBe(
      'block all\n\n\npass out quick on em0 # out\n',
    );
  });
  test('does not touch what is no rule of the text', () => {
    expect(after('set skip on em9\nblock all\n', { kind: 'delete-rule', filter: 0, rule: 0 })).toBeUndefined();
  });
});

describe('move-rule', () => {
  const change = (rule: number, before: number): Change => ({ kind: 'move-rule', filter: 0, rule, before });
  test('moves all lines with their comments', () => {
    expect(after(TEXT, change(1, 0))).toBe(
      '# the office\npass in on em1 \\\n    from 10.1.0.0/16\nblock all\n\n\npass out quick on em0 # out\n',
    );
    expect(after('block\npass\n', change(0, 2))).toBe('pass\nblock\n');
  });
  test('stays inside of its anchor', () => {
    expect(after('anchor "a" in {\n  block\n}\npass\n', change(1, 0))).toBeUndefined();
  });
});

describe('insert-rule', () => {
  const match: Match = {
    family: 'ipv4',
    source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length: 8 }] },
    protocol: { anyOf: [{ first: 17, last: 17 }] },
    destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
    inInterface: { anyOf: [NO_INTERFACE] },
    outInterface: { anyOf: [{ name: 'em0' }] },
  };
  const change = (before: number, action: 'permit' | 'deny' = 'permit', log = false): Change => ({
    kind: 'insert-rule',
    filter: 0,
    before,
    action,
    match,
    log,
  });
  test('before a rule and its comments, and behind the last; it decides at once', () => {
    const line = 'pass out quick on em0 inet proto udp from 10.0.0.0/8 to port 3478:3481\n';
    expect(after(TEXT, change(1))).toBe(TEXT.replace('# the office', `${line}# the office`));
    expect(after(TEXT, change(3))).toBe(TEXT + line);
    expect(after(TEXT, change(3, 'deny', true))).toContain('block out log quick on em0 inet proto udp');
  });
  test('what it writes is read as what was meant', () => {
    const outline = pf.parse(after('block\n', change(1))!);
    const { family, source, protocol, destinationPort, inInterface, outInterface } = pf
      .toModel(outline)
      .filters[0]!.rules[1]!.matches.find((one) => one.protocol!.anyOf.length > 0)!;
    expect({ family, source, protocol, destinationPort, inInterface, outInterface }).toEqual(match);
  });
  test('not where pf has no words for it', () => {
    const ports: Change = {
      kind: 'insert-rule',
      filter: 0,
      before: 0,
      action: 'permit',
      match: { family: 'both', destinationPort: match.destinationPort! },
    };
    expect(after(TEXT, ports)).toBeUndefined();
  });
});

describe('set-action', () => {
  const change = (action: 'permit' | 'deny', log: boolean): Change => ({
    kind: 'set-action',
    filter: 0,
    rule: 0,
    action,
    log,
  });
  test('writes the other word, and logs where a log belongs', () => {
    expect(after('pass in quick all\n', change('deny', true))).toBe('block in log quick all\n');
    expect(after('block return-icmp (port-unr, 3) quick proto udp\n', change('permit', false))).toBe(
      'pass quick proto udp\n',
    );
    expect(after('pass\n', change('deny', true))).toBe('block log\n');
  });
  test('not for a rule that says what only the other kind can', () => {
    expect(after('pass all flags S/SA keep state\n', change('deny', true))).toBeUndefined();
  });
});

describe('set-timer', () => {
  test('writes the number, unless a macro stands for it', () => {
    const text = (value: string): string => `t = "30"\nset timeout { udp.multiple ${value} }\nblock\n`;
    const timer = (from: string) => pf.toModel(pf.parse(from)).nat!.timers[0]!;
    expect(after(text('30'), { kind: 'set-timer', timer: timer(text('30')), seconds: 300 })).toBe(text('300'));
    expect(after(text('$t'), { kind: 'set-timer', timer: timer(text('$t')), seconds: 300 })).toBeUndefined();
  });
});
