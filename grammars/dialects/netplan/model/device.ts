import { NETWORK_KEYS } from '../../../kit/netplan-like/keys.ts';
import { readNetworkV2 } from '../../../kit/netplan-like/network-v2.ts';
import { declare, report, reportDuplicates, type SchemaReport } from '../../../kit/netplan-like/schema-report.ts';
import { childOf, entryOf } from '../../../kit/yaml-node.ts';
import type { YamlOutline } from '../../../kit/yaml-outline.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';

/** Interfaces, routes and the breaches of netplan's schema. Only the first document counts, as for netplan itself. */
export function toModel(outline: YamlOutline): Device {
  const [root, ...others] = outline.documents;
  if (root?.kind !== 'map') return { ...emptyDevice, fragment: true };
  const to: SchemaReport = { text: outline.text, platform: 'netplan', templated: outline.templated, problems: [] };
  reportDuplicates(to, root);
  for (const entry of root.entries) {
    if (entry.key === 'network') continue;
    declare(entry.statement, 'unknown');
    if (NETWORK_KEYS.includes(entry.key))
      report(to, entry.keySpan, 'key-misplaced', 'error', {
        en: `'${entry.key}' stands beside 'network'; it belongs under it. Check the indentation.`,
        'zh-cn': `“${entry.key}”与“network”同级;它应位于“network”之下,请检查缩进。`,
      });
  }
  const network = entryOf(root, 'network');
  if (network?.value.kind !== 'map') return { ...emptyDevice, fragment: true };
  network.statement.coverage = 'modelled';
  const facts = readNetworkV2(network.value, to);
  const second = others[0];
  if (second && childOf(second, 'network'))
    report(to, second.span, 'second-document', 'warning', {
      en: 'netplan reads only the first YAML document of a file; this one is ignored.',
      'zh-cn': 'netplan 只读取文件中的第一个 YAML 文档;此文档会被忽略。',
    });
  return {
    ...emptyDevice,
    ...facts,
    schemaProblems: to.problems,
    // A broken or templated file shows only a part of what will be there.
    fragment: outline.templated || outline.problems.length > 0,
  };
}
