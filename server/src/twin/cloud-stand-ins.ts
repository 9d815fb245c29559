import { lastOf, networkOf, type Prefix, widthOf } from '../../../grammars/model/address.ts';
import type { CloudPort } from '../../../grammars/model/cloud.ts';
import type { Filter } from '../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { CloudUnit } from '../network/cloud-units.ts';
import type { Member } from '../network/network.ts';
import type { Doubt } from './route-table.ts';

interface Edge {
  readonly at: bigint;
  readonly path: string;
  readonly span: Span;
}

/**
 * Whether filters tell addresses of one subnet apart: then it matters which of them a machine has whose text tells none.
 * @returns a question for the subnet of an address that stands in for another one
 */
export function toldApart(
  units: readonly CloudUnit[],
  hosts: readonly Member[],
): (subnet: Prefix) => Doubt | undefined {
  const edges: Edge[] = [];
  const known = new Set<bigint>();
  for (const { cloud } of units)
    for (const { value } of cloud.machines.flatMap(({ ports }) => ports.flatMap((port: CloudPort) => port.addresses)))
      if (value.family === 'ipv4') known.add(value.address);
  const add = (path: string, filter: Filter): void => {
    for (const { matches, span } of filter.rules)
      for (const match of matches)
        for (const field of [match.source, match.destination])
          for (const term of [...(field?.anyOf ?? []), ...(field?.except ?? [])]) {
            if (term.kind === 'any' || term.family !== 'ipv4') continue;
            const [first, last] =
              term.kind === 'prefix'
                ? [networkOf(term), lastOf(term)]
                : term.kind === 'range'
                  ? [term.first, term.last]
                  : [term.address, term.address];
            // One machine by itself: what it is told apart from are others.
            if (first === last && known.has(first)) continue;
            edges.push({ at: first, path, span }, { at: last + 1n, path, span });
          }
  };
  const seen = new Set<Filter>();
  for (const { cloud, path } of units) {
    const guards = [
      ...cloud.machines.flatMap(({ ports }) => ports.map(({ guard }) => guard)),
      ...cloud.networks.flatMap(({ subnets }) => subnets.map(({ border }) => border)),
    ];
    for (const filter of guards.flatMap(({ inbound, outbound }) => [...inbound, ...outbound])) {
      if (seen.has(filter)) continue;
      seen.add(filter);
      add(path, filter);
    }
  }
  for (const { path, device } of hosts) for (const filter of device.filters) add(path, filter);
  edges.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return (subnet) => {
    const first = networkOf(subnet);
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]!.at <= first) low = middle + 1;
      else high = middle;
    }
    const edge = edges[low];
    return edge && edge.at <= lastOf(subnet) && subnet.length < widthOf(subnet.family)
      ? { text: ASSUMED, path: edge.path, span: edge.span }
      : undefined;
  };
}

const ASSUMED: Bilingual = {
  en: 'which address of its subnet a machine on the way has is not in these files, and this tells them apart',
  'zh-cn': '途中某台机器使用其子网中的哪个地址,这些文件未说明,而此处会区分这些地址',
};
