import type { MatchProblem } from '../../../model/filter.ts';
import { get, kids, type Node, value } from '../tree.ts';
import type { FilterPlace } from './firewall.ts';

/** Ports need TCP, UDP or both: the platform refuses the rule when it is committed. */
export function matchProblemsOf(places: readonly FilterPlace[]): MatchProblem[] {
  return places.flatMap(({ node }) =>
    kids(get(node, 'rule')).flatMap((rule): MatchProblem[] => {
      if (get(rule, 'disable')) return [];
      const protocol = value(rule, 'protocol')?.value;
      if (protocol !== undefined && /^(?:tcp|udp|tcp_udp|sctp|dccp|udplite|6|17|132|!.*)$/.test(protocol)) return [];
      const port = portAt(rule);
      if (!port) return [];
      return [
        {
          kind: 'ports-without-protocol',
          span: port.span,
          written: port.name,
          effect: 'refused',
          ...(protocol === undefined ? {} : { protocol }),
        },
      ];
    }),
  );
}

function portAt(rule: Node): Node | undefined {
  for (const side of ['destination', 'source']) {
    const port = kids(get(rule, side, 'port'))[0] ?? kids(get(rule, side, 'group', 'port-group'))[0];
    if (port) return port;
  }
  return undefined;
}
