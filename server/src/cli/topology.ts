import { networkOf } from '../network/network.ts';
import { topologyOf } from '../twin/topology.ts';
import { topologyDot, topologyJson, topologyText } from '../twin/topology-text.ts';
import { localeOf, oneOf, parse } from './options.ts';
import { readNetwork } from './read-network.ts';

/** Devices, links and BGP sessions as the files tell them. @throws CannotDo where there is no configuration. */
export function topology(args: readonly string[], cwd: string): string {
  const { values, positionals } = parse(args, { format: { type: 'string' }, locale: { type: 'string' } });
  const format = oneOf('--format', values.format, ['text', 'json', 'dot']) ?? 'text';
  const locale = localeOf(values.locale);
  const found = topologyOf(networkOf(readNetwork(positionals, cwd, locale)));
  if (format === 'json') return `${JSON.stringify(topologyJson(found))}\n`;
  return format === 'dot' ? topologyDot(found) : topologyText(found, locale);
}
