import { readNetworkV2 } from '../../../kit/netplan-like/network-v2.ts';
import { declare, type SchemaReport } from '../../../kit/netplan-like/schema-report.ts';
import { childOf, isEmpty, textOf, type YamlMap } from '../../../kit/yaml-node.ts';
import type { Device } from '../../../model/device.ts';
import { readNetworkV1 } from './network-v1.ts';

/** Version 1 or 2, or `config: disabled`. */
export function readNetwork(network: YamlMap, to: SchemaReport): Partial<Device> {
  const config = childOf(network, 'config');
  if (textOf(config) === 'disabled') {
    for (const entry of network.entries) declare(entry.statement, 'recognised');
    return {};
  }
  const one = textOf(childOf(network, 'version')) === '1' || (config !== undefined && !isEmpty(config));
  return one ? readNetworkV1(network, to) : readNetworkV2(network, to);
}
