import type { YamlEntry } from '../yaml-node.ts';
import { report, type SchemaReport } from './schema-report.ts';

/**
 * `macaddress: 52:54:00:12:34:56` without quotes is a number of base 60 in YAML 1.1, which PyYAML reads. netplan's reader keeps the text.
 */
export function reportSexagesimal(entry: YamlEntry, to: SchemaReport): void {
  const { value } = entry;
  if (to.platform !== 'cloud-init' || value.kind !== 'scalar' || value.style !== 'plain') return;
  if (!/^[1-9][0-9]*(?::[0-5]?[0-9])+$/.test(value.value)) return;
  report(
    to,
    value.span,
    'number-of-base-60',
    'warning',
    {
      en: `Without quotes, ${value.value} is a number to cloud-init's YAML reader (base 60), not a MAC address.`,
      'zh-cn': `不加引号时,cloud-init 的 YAML 解析器会把 ${value.value} 当作六十进制数,而不是 MAC 地址。`,
    },
    {
      title: { en: 'Put it in quotes', 'zh-cn': '加上引号' },
      safe: false,
      edits: [{ span: value.span, newText: `"${value.value}"` }],
    },
  );
}
