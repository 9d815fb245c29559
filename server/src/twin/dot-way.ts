import type { DotWay } from '../network/topology-text.ts';
import type { TraceReport } from './ask-trace.ts';

/** Traces, as a drawing of the topology takes them: the numbers of the hops stand before the devices' names, the end behind the last one. */
export function dotWay(traces: readonly TraceReport[]): DotWay {
  const numbers = new Map<string, Set<string>>();
  const ends = new Map<string, Set<string>>();
  const put = (to: Map<string, Set<string>>, path: string, text: string): void => {
    to.set(path, (to.get(path) ?? new Set()).add(text));
  };
  for (const { hops, end } of traces)
    hops.forEach(({ path }, at) => {
      put(numbers, path, String(at + 1));
      if (at === hops.length - 1) put(ends, path, end);
    });
  return {
    steps: traces.flatMap(({ hops }) =>
      hops.flatMap(({ path, outInterface }, at) => {
        const next = hops[at + 1];
        if (outInterface === undefined || next?.inInterface === undefined) return [];
        return [{ from: { path, interface: outInterface }, to: { path: next.path, interface: next.inInterface } }];
      }),
    ),
    marks: new Map(
      [...numbers].map(([path, all]) => {
        const end = ends.get(path);
        return [path, `${[...all].join(', ')}.${end ? ` (${[...end].join(', ')})` : ''}`];
      }),
    ),
  };
}
