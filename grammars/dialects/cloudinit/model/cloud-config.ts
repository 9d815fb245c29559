import { declare, type SchemaReport } from '../../../kit/netplan-like/schema-report.ts';
import type { YamlMap } from '../../../kit/yaml-node.ts';
import type { Device } from '../../../model/device.ts';
import type { Kind } from '../kind.ts';
import { MODULE_KEYS } from '../module-keys.ts';

export function readCloudConfig(root: YamlMap, _kind: Kind, _to: SchemaReport): Partial<Device> {
  for (const entry of root.entries) declare(entry.statement, MODULE_KEYS.has(entry.key) ? 'recognised' : 'unknown');
  return {};
}
