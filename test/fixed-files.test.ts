import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Device } from '../grammars/model/device.ts';
import type { Filter } from '../grammars/model/filter.ts';
import { analyseFilters } from '../server/src/packets/analyse.ts';
import type { Packet } from '../server/src/packets/analyses.ts';
import { packetPath } from '../server/src/packets/packet-path.ts';
import { formatPacket } from '../server/src/packets/packet-text.ts';
import { applyFixes, selectFixes } from '../server/src/review/fix-all.ts';
import { chooseDialect, type Prepared } from '../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../server/src/review/settings.ts';
import { rules } from '../server/src/rules/index.ts';
import { edgePackets } from './support/edge-packets.ts';
import { readRuleExamples, reviewText, settingsOf } from './support/rule-examples.ts';

interface Text {
  readonly from: string;
  readonly text: string;
  readonly dialect: string;
}

describe('a safe fix changes no packet’s fate', () => {
  test('in the examples of the rules', async () => {
    const changed: string[] = [];
    let fixed = 0;
    for (const { meta } of rules) {
      for (const example of readRuleExamples(meta.id)) {
        if (example.section !== 'Reported') continue;
        const text = { from: `${example.path}:${example.line}`, text: example.text, dialect: example.language };
        const outcome = await afterSafeFixes(text, settingsOf(example, meta.id));
        fixed += outcome.fixed ? 1 : 0;
        changed.push(...outcome.changed);
      }
    }
    expect(changed).toEqual([]);
    expect(fixed).toBeGreaterThan(0);
  }, 300_000);

  const files = globSync(['samples/*/*', 'grammars/dialects/*/fixtures/*']).flatMap((from): Text[] => {
    const text = readFileSync(from, 'utf8');
    const dialect = chooseDialect({ text, path: from })?.dialect.id;
    return dialect === undefined ? [] : [{ from, text, dialect }];
  });
  test.each(files.map((file) => [file.from, file] as const))('in %s', async (_, file) => {
    expect((await afterSafeFixes(file, DEFAULT_SETTINGS)).changed).toEqual([]);
  });

  test('an unsafe one may, and is noticed', async () => {
    const text = '*filter\n:INPUT DROP\n-A INPUT -p tcp -j DROP\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n';
    const { prepared, findings } = await reviewText(text, 'iptables');
    const after = applyFixes(text, selectFixes(findings, { rule: 'acl/shadowed-rule', unsafe: true }));
    expect(differing('', prepared, (await reviewText(after, 'iptables')).prepared)).not.toEqual([]);
  });
});

async function afterSafeFixes(
  { from, text, dialect }: Text,
  settings: typeof DEFAULT_SETTINGS,
): Promise<{ fixed: boolean; changed: string[] }> {
  const { prepared, findings } = await reviewText(text, dialect, settings);
  const after = applyFixes(text, selectFixes(findings));
  if (after === text) return { fixed: false, changed: [] };
  return { fixed: true, changed: differing(from, prepared, (await reviewText(after, dialect, settings)).prepared) };
}

/** Packets that fare differently, in the text or in the files inside it. */
function differing(from: string, before: Prepared, after: Prepared): string[] {
  const inside = before.embedded.flatMap(({ document }, index) => {
    const same = after.embedded[index]?.document;
    return same ? differing(`${from} > ${document.path}`, document, same) : [`${from}: an embedded file is gone`];
  });
  return [...fates(from, before.device, after.device), ...inside];
}

function fates(from: string, before: Device, after: Device): string[] {
  const found: string[] = [];
  const [old, now] = [analyseFilters(before), analyseFilters(after)];
  const places = new Map(after.filters.map((filter, index) => [keyOf(filter), index]));
  const packets = [...edgePackets([before, after], 400)];
  for (const [index, filter] of before.filters.entries()) {
    if (!isInForce(before, filter)) continue;
    const place = places.get(keyOf(filter));
    if (place === undefined) {
      found.push(`${from}: ${keyOf(filter)} is gone`);
      continue;
    }
    const fate = (device: Device, analyses: typeof old, at: number, packet: Packet): string => {
      // What a chain before this one stops never comes to it.
      const { steps } = packetPath(device.filters, at, packet, (one, other) => analyses.test(one, other));
      if (!steps.some((step) => step.filter === at)) return 'stopped before';
      const { action, decidedBy } = analyses.test(at, packet);
      const by = decidedBy && device.filters[decidedBy.filter]!.rules[decidedBy.rule]!;
      const how = by?.action.kind === 'translate' ? by.action.to : '';
      return [action, how, ...(by?.effects ?? [])].join(' ').trim();
    };
    for (const packet of packets) {
      const [was, is] = [fate(before, old, index, packet), fate(after, now, place, packet)];
      if (was !== is) found.push(`${from}: ${keyOf(filter)}: ${formatPacket(packet)}: ${was}, then ${is}`);
    }
  }
  return found.slice(0, 5);
}

const keyOf = ({ table, name, family }: Filter): string => `${table ?? ''} ${name.value} ${family}`;

/** Filters that nothing applies may be deleted; a chain's packets are those of the chains that call it. */
const isInForce = (device: Device, filter: Filter): boolean =>
  filter.hook !== undefined ||
  device.bindings.some((binding) => binding.filter.value === filter.name.value && binding.place.kind !== 'hook');
