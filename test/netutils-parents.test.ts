import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dialectById } from '../grammars/dialects/index.ts';
import type { Statement } from '../grammars/outline.ts';
import { walk } from '../grammars/outline.ts';

/** Configurations, each with the lines that enclose every line, as netutils' parser tells. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth/netutils-parser/dev/base');
const present = existsSync(ROOT);

/** How netutils calls what our dialects read, and will; PAN-OS is left out: it rewrites its braces as set commands, without parents. */
const DIALECTS: Readonly<Record<string, string>> = {
  arista_eos: 'eos',
  cisco_asa: 'asa',
  cisco_ios: 'ios',
  cisco_iosxr: 'iosxr',
  cisco_nxos: 'nxos',
  fortinet_fortios: 'fortios',
  juniper_junos: 'junos',
  mikrotik_routeros: 'ros',
  vyos: 'vyos',
};

describe.skipIf(!present)(`parents of every line${present ? '' : ' (skipped: no corpus beside this checkout)'}`, () => {
  const cases = present
    ? readdirSync(ROOT)
        .filter((os) => dialectById(DIALECTS[os] ?? ''))
        .flatMap((os) =>
          readdirSync(resolve(ROOT, os))
            .filter((name) => name.endsWith('_sent.txt'))
            .map((name) => ({ os, name: name.replace('_sent.txt', '') })),
        )
    : [];

  test('enough of them', () => expect(cases.length).toBeGreaterThan(4));

  test.each(cases)('$os $name', ({ os, name }) => {
    const text = readFileSync(resolve(ROOT, os, `${name}_sent.txt`), 'utf8');
    const wanted = expectedLines(readFileSync(resolve(ROOT, os, `${name}_received.py`), 'utf8'));
    const dialect = dialectById(DIALECTS[os]!)!;
    const outline = dialect.parse(text);
    dialect.toModel(outline);
    const ours = new Set([...walk(outline.statements)].map((statement) => pathOf(statement, text)));
    const missing = wanted.filter((path) => !ours.has(path)).map((path) => `${os} ${name}: ${path}`);
    expect(wanted.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});

/** `line < parent < parent of that`, blanks single. */
function pathOf(statement: Statement, text: string): string {
  const path: string[] = [];
  for (let at: Statement | undefined = statement; at; at = at.parent)
    path.push(plain(text.slice(at.header.start, at.header.end)));
  return path.join(' < ');
}

const plain = (line: string): string => line.trim().replace(/\s+/g, ' ');

/** `ConfigLine(config_line="...", parents=("...", ...))`; what banners hold, and their delimiters, are text. */
function expectedLines(source: string): string[] {
  const lines: string[] = [];
  for (const call of source.split('ConfigLine(').slice(2)) {
    const at = call.indexOf('parents=');
    if (at < 0) continue;
    const [line] = literals(call.slice(0, at));
    const parents = literals(call.slice(at));
    if (line === undefined || line.includes('\n') || parents.some((parent) => parent.startsWith('banner'))) continue;
    const said = parents.length === 0 ? line.replace(/^(banner \S+) \^C.*$/s, '$1') : line;
    lines.push([said, ...parents.toReversed()].map(plain).join(' < '));
  }
  return lines;
}

const literals = (python: string): string[] =>
  [...python.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/gs)].map(([, double, single]) =>
    (double ?? single!).replace(/\\(.)/gs, (_, character: string) => (character === 'n' ? '\n' : character)),
  );
