import { describe, expect, test } from 'vitest';
import type { Change } from '../../../change.ts';
import type { Match } from '../../../model/filter.ts';
import { applyEdits } from '../../../text/edit.ts';
import { nft } from '../dialect.ts';

/** The text after the change; undefined where it is not offered. `index` of the change's filter: the first. */
function after(text: string, change: Change): string | undefined {
  const outline = nft.parse(text);
  const edits = nft.write(change, outline, nft.toModel(outline));
  return edits && applyEdits(text, edits);
}

const chain = (rules: string): string =>
  `table inet t {\n\tchain c {\n\t\ttype filter hook input priority 0; policy drop;\n${rules}\t}\n}\n`;
const THREE = chain('\t\tiif "lo" accept\n\n\t\t# the office\n\t\ttcp dport 22 accept # ssh\n\n\t\tcounter drop\n');

describe('delete-rule', () => {
  const change = (rule: number): Change => ({ kind: 'delete-rule', filter: 0, rule });
  test('takes the line with its comments', () => {
    expect(after(THREE, change(1))).toBe(chain('\t\tiif "lo" accept\n\n\n\t\tcounter drop\n'));
  });
  test('leaves other rules of a line alone', () => {
    const text = 'table ip t { chain c { tcp dport 1 drop; tcp dport 2 drop; }; }\n';
    expect(after(text, change(0))).toBe('table ip t { chain c { tcp dport 2 drop; }; }\n');
  });
  test('takes an element out of its map, with a comma', () => {
    const text = chain('\t\ttcp dport vmap { 22 : accept, 80 : accept, 443 : drop }\n');
    expect(after(text, change(0))).toBe(chain('\t\ttcp dport vmap { 80 : accept, 443 : drop }\n'));
    expect(after(text, change(2))).toBe(chain('\t\ttcp dport vmap { 22 : accept, 80 : accept }\n'));
    const only = chain('\t\ttcp dport vmap { 22 : accept }\n\t\tdrop\n');
    expect(after(only, change(0))).toBe(chain('\t\tdrop\n'));
  });
  test('does not touch maps that are kept elsewhere', () => {
    const text =
      'table ip t {\n map m {\n type inet_service : verdict\n elements = { 22 : accept }\n }\n chain c {\n tcp dport vmap @m\n }\n}\n';
    expect(after(text, change(0))).toBeUndefined();
  });
});

describe('move-rule', () => {
  const change = (rule: number, before: number): Change => ({ kind: 'move-rule', filter: 0, rule, before });
  test('moves lines with their comments', () => {
    expect(after(THREE, change(1, 0))).toBe(
      chain('\t\t# the office\n\t\ttcp dport 22 accept # ssh\n\t\tiif "lo" accept\n\n\n\t\tcounter drop\n'),
    );
  });
  test('moves within one line', () => {
    const text = 'table ip t { chain c { tcp dport 1 drop; tcp dport 2 accept; }; }\n';
    expect(after(text, change(1, 0))).toBe('table ip t { chain c { tcp dport 2 accept; tcp dport 1 drop; }; }\n');
  });
  test('writes a rule that a command adds as one between braces', () => {
    const text = `${chain('\t\tdrop\n')}add rule inet t c tcp dport 22 accept\n`;
    expect(after(text, change(1, 0))).toBe(chain('\t\ttcp dport 22 accept\n\t\tdrop\n'));
  });
  test('is not offered into or out of a map, or where commands insert', () => {
    const text = chain('\t\ttcp dport vmap { 22 : accept, 80 : accept }\n\t\tdrop\n');
    expect(after(text, change(2, 1))).toBeUndefined();
    expect(after(text, change(1, 0))).toBeUndefined();
    expect(after(`${chain('\t\tdrop\n')}insert rule inet t c tcp dport 22 accept\n`, change(1, 0))).toBeUndefined();
  });
});

describe('insert-rule', () => {
  const match: Match = {
    family: 'ipv4',
    source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length: 8 }] },
    protocol: { anyOf: [{ first: 17, last: 17 }] },
    destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
  };
  const change = (before: number, log = false): Change => ({
    kind: 'insert-rule',
    filter: 0,
    before,
    action: 'permit',
    match,
    log,
  });
  const line = 'ip saddr 10.0.0.0/8 udp dport 3478-3481 accept';
  test('before a rule and its comments, and behind the last', () => {
    expect(after(THREE, change(1))).toContain(`accept\n\n\t\t${line}\n\t\t# the office\n`);
    expect(after(THREE, change(3))).toContain(`\t\tcounter drop\n\t\t${line}\n\t}\n`);
  });
  test('into a chain without rules, between braces on one line, and as a command', () => {
    expect(after(chain(''), change(0))).toBe(chain(`\t\t${line}\n`));
    expect(after('table ip t { chain c { drop; }; }\n', change(0))).toBe(
      `table ip t { chain c { ${line}; drop; }; }\n`,
    );
    const commands = 'add chain ip t c { type filter hook input priority 0; }\nadd rule ip t c tcp dport 22 accept\n';
    expect(after(commands, change(1))).toBe(`${commands}add rule ip t c ${line}\n`);
  });
  test('says what the table does not, and nothing that contradicts it', () => {
    const all: Change = {
      kind: 'insert-rule',
      filter: 0,
      before: 0,
      action: 'deny',
      match: { family: 'ipv6' },
      log: true,
    };
    expect(after(chain('\t\tdrop\n'), all)).toBe(chain('\t\tmeta nfproto ipv6 log drop\n\t\tdrop\n'));
    expect(after('table ip t {\n\tchain c {\n\t\tdrop\n\t}\n}\n', all)).toBeUndefined();
  });
});

test('an ICMP type with its code', () => {
  const match: Match = {
    family: 'ipv4',
    protocol: { anyOf: [{ first: 1, last: 1 }] },
    icmp: { anyOf: [{ type: { first: 3, last: 3 }, code: { first: 4, last: 4 } }] },
  };
  expect(after(chain('\t\tdrop\n'), { kind: 'insert-rule', filter: 0, before: 0, action: 'permit', match })).toBe(
    chain('\t\ticmp type 3 icmp code 4 accept\n\t\tdrop\n'),
  );
});

test('several rules together, and the policy of a chain that says one', () => {
  const both: Change = {
    kind: 'insert-rules',
    filter: 0,
    before: 0,
    action: 'permit',
    matches: [{ family: 'ipv4' }, { family: 'ipv6' }],
  };
  expect(after(chain('\t\tdrop\n'), both)).toBe(
    chain('\t\tmeta nfproto ipv4 accept\n\t\tmeta nfproto ipv6 accept\n\t\tdrop\n'),
  );
  const text = 'table inet t {\n\tchain c {\n\t\ttype filter hook input priority 0; policy accept;\n\t}\n}\n';
  expect(after(text, { kind: 'set-fallback', filter: 0, action: 'deny' })).toBe(text.replace('accept', 'drop'));
  const user = 'table inet t {\n\tchain c {\n\t\tdrop\n\t}\n}\n';
  expect(after(user, { kind: 'set-fallback', filter: 0, action: 'deny' })).toBeUndefined();
});

describe('set-action', () => {
  const change = (rule: number, action: 'permit' | 'deny', log: boolean): Change => ({
    kind: 'set-action',
    filter: 0,
    rule,
    action,
    log,
  });
  test('writes another verdict, and logs', () => {
    expect(after(THREE, change(1, 'deny', true))).toContain('tcp dport 22 log drop # ssh');
    expect(after(chain('\t\ttcp dport 23 reject with tcp reset\n'), change(0, 'permit', false))).toBe(
      chain('\t\ttcp dport 23 accept\n'),
    );
    expect(after(chain('\t\tlog prefix "x" drop\n'), change(0, 'permit', true))).toBe(
      chain('\t\tlog prefix "x" accept\n'),
    );
  });
  test('in a map, where nothing is to be logged', () => {
    const text = chain('\t\ttcp dport vmap { 22 : accept, 80 : drop }\n');
    expect(after(text, change(0, 'deny', false))).toBe(chain('\t\ttcp dport vmap { 22 : drop, 80 : drop }\n'));
    expect(after(text, change(0, 'deny', true))).toBeUndefined();
  });
});
