import type { SchemaProblem } from '../../model/device.ts';
import type { Bilingual, Coverage, Statement } from '../../outline.ts';
import { walk } from '../../outline.ts';
import type { Span } from '../../text/span.ts';
import type { YamlEntry, YamlMap } from '../yaml-node.ts';
import { ALL_KEYS } from './keys.ts';
import { nearestKey } from './nearest-key.ts';

export type Platform = 'netplan' | 'cloud-init';

/** Collects breaches of the schema while a mapping is read. A template's branches are not judged. */
export interface SchemaReport {
  readonly text: string;
  readonly platform: Platform;
  readonly templated: boolean;
  readonly problems: SchemaProblem[];
}

export function report(
  to: SchemaReport,
  span: Span,
  code: string,
  severity: SchemaProblem['severity'],
  text: Bilingual,
  repair?: SchemaProblem['repair'],
): void {
  if (!to.templated) to.problems.push({ span, code, severity, text, ...(repair ? { repair } : {}) });
}

/** Declares a statement and all that is nested in it. */
export function declare(statement: Statement, coverage: Coverage): void {
  statement.coverage = coverage;
  for (const nested of walk(statement.children)) nested.coverage = coverage;
}

/** A key the schema does not have here: an error where another was surely meant, else only mentioned. */
export function reportUnknownKey(
  to: SchemaReport,
  entry: YamlEntry,
  map: YamlMap,
  known: readonly string[],
  where: Bilingual,
): void {
  declare(entry.statement, 'unknown');
  const meant = nearestKey(entry.key, known);
  if (entry.key === '' || (meant === undefined && to.platform === 'cloud-init')) return;
  if (meant === undefined && ALL_KEYS.has(entry.key)) {
    report(to, entry.keySpan, 'key-misplaced', 'error', {
      en: `'${entry.key}' does not belong ${where.en}; check the indentation.`,
      'zh-cn': `“${entry.key}”不应出现${where['zh-cn']};请检查缩进。`,
    });
    return;
  }
  if (meant === undefined) {
    report(to, entry.keySpan, 'unknown-key', 'info', {
      en: `netplan has no key '${entry.key}' ${where.en}; unless a newer release added it, the whole file is refused.`,
      'zh-cn': `netplan ${where['zh-cn']}没有键“${entry.key}”;除非较新版本新增了它,否则整个文件会被拒绝。`,
    });
    return;
  }
  const taken = map.entries.some((other) => other.key === meant);
  report(
    to,
    entry.keySpan,
    'unknown-key',
    'error',
    {
      en: `Unknown key '${entry.key}' ${where.en}: '${meant}' is the key that exists${taken ? ', and it is already there' : ''}.`,
      'zh-cn': `${where['zh-cn']}没有键“${entry.key}”:应为“${meant}”${taken ? ',且该键已存在' : ''}。`,
    },
    taken
      ? undefined
      : {
          title: { en: `Rename '${entry.key}' to '${meant}'`, 'zh-cn': `将“${entry.key}”改为“${meant}”` },
          safe: false,
          edits: [{ span: entry.keySpan, newText: meant }],
        },
  );
}

/** Keys written twice in one mapping. PyYAML keeps the last; netplan joins mappings and lists, and keeps the last scalar. */
export function reportDuplicates(to: SchemaReport, map: YamlMap): void {
  const seen = new Map<string, YamlEntry>();
  for (const entry of map.entries) {
    if (entry.inherited) continue;
    const earlier = seen.get(entry.key);
    seen.set(entry.key, entry);
    if (!earlier || entry.key === '' || entry.key === '<<') continue;
    if (to.platform === 'netplan' && entry.value.kind !== 'scalar') continue;
    report(to, earlier.keySpan, 'duplicate-key', 'warning', {
      en: `'${entry.key}' is written twice in this mapping; this first one has no effect.`,
      'zh-cn': `此映射中“${entry.key}”出现了两次;前面的这一个不起作用。`,
    });
  }
}
