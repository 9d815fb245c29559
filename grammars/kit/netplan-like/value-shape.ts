import { booleanOf, isEmpty, textOf, type YamlEntry } from '../yaml-node.ts';
import { BOOLEAN_KEYS, LIST_KEYS, MAP_KEYS, NUMBER_KEYS, SCALAR_KEYS } from './keys.ts';
import { report, type SchemaReport } from './schema-report.ts';

/** Looks at the form of the value alone; false: its content is not read. */
export function shapeFits(entry: YamlEntry, to: SchemaReport): boolean {
  const { key, value } = entry;
  const text = textOf(value);
  if (LIST_KEYS.includes(key) && value.kind !== 'seq') {
    if (value.kind === 'map' || text !== undefined || refusedEmpty(entry, to)) reportShape(to, entry, 'list');
    return false;
  }
  if (MAP_KEYS.includes(key) && value.kind !== 'map') {
    if (value.kind === 'seq' || text !== undefined || refusedEmpty(entry, to)) reportShape(to, entry, 'mapping');
    return false;
  }
  if (SCALAR_KEYS.includes(key) && value.kind !== 'scalar') {
    report(to, entry.keySpan, 'scalar-expected', 'error', {
      en: `'${key}' takes one value, not a ${value.kind === 'seq' ? 'list' : 'mapping'}.`,
      'zh-cn': `“${key}”只能有一个值,不能是${value.kind === 'seq' ? '列表' : '映射'}。`,
    });
    return false;
  }
  if (text === undefined || isEmpty(value)) {
    if (refusedEmpty(entry, to) && (BOOLEAN_KEYS.includes(key) || key.startsWith('gateway')))
      report(to, entry.keySpan, 'value-missing', 'error', {
        en: `'${key}' has no value; netplan refuses the file.`,
        'zh-cn': `“${key}”没有值;netplan 会拒绝整个文件。`,
      });
    return true;
  }
  if (BOOLEAN_KEYS.includes(key) && booleanOf(value) === undefined) {
    report(to, value.span, 'boolean-invalid', 'error', {
      en: `'${key}' is true or false, not '${text}'.`,
      'zh-cn': `“${key}”只能是 true 或 false,不能是“${text}”。`,
    });
  }
  if (NUMBER_KEYS.includes(key) && !/^\d+$/.test(text)) {
    report(to, value.span, 'number-invalid', 'error', {
      en: `'${key}' is a number, not '${text}'.`,
      'zh-cn': `“${key}”应为数字,不能是“${text}”。`,
    });
  }
  return true;
}

/** netplan takes no empty list or mapping that is not written as one. */
const refusedEmpty = (entry: YamlEntry, to: SchemaReport): boolean =>
  to.platform === 'netplan' && isEmpty(entry.value) && entry.value.kind === 'scalar' && !entry.value.opaque;

export function reportShape(to: SchemaReport, entry: YamlEntry, expected: 'list' | 'mapping'): void {
  const wrap = expected === 'list' && entry.key === 'addresses' && textOf(entry.value) !== undefined;
  const { start, end } = entry.value.span;
  report(
    to,
    entry.keySpan,
    `${expected}-expected`,
    'error',
    {
      en: `'${entry.key}' takes a ${expected === 'list' ? "list (lines that start with '- ', or [ ])" : 'mapping of keys'}.`,
      'zh-cn': `“${entry.key}”的值应为${expected === 'list' ? '列表(以“- ”开头的行,或 [ ])' : '键值映射'}。`,
    },
    wrap
      ? {
          title: { en: 'Make it a list', 'zh-cn': '改为列表' },
          safe: false,
          edits: [
            { span: { start, end: start }, newText: '[' },
            { span: { start: end, end }, newText: ']' },
          ],
        }
      : undefined,
  );
}
