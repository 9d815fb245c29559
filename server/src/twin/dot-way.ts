import type { TraceReport } from './ask-trace.ts';
import type { DotWay } from './topology-text.ts';

/** Traces, as a drawing of the topology takes them: the numbers of the hops stand before the devices' names, the end behind the last one. */
export function dotWay(traces: readonly TraceReport[]): DotWay {
  const numbers = new Map<string, Set<string>>();
  const ends = new Map<string, Set<string>>();
  const put = (to: Map<string, Set<string>>, path: string, text: string): void => {
    to.set(path, (to.get(path) ?? new Set()).add(text));
  };
  for (const { hops, end } of traces)
    hops.forEach(({ id }, at) => {
      put(numbers, id, String(at + 1));
      if (at === hops.length - 1) put(ends, id, end);
    });
  return {
    steps: traces.flatMap(({ hops }) =>
      hops.flatMap(({ id, outInterface }, at) => {
        const next = hops[at + 1];
        if (outInterface === undefined || next?.inInterface === undefined) return [];
        return [{ from: { id, interface: outInterface }, to: { id: next.id, interface: next.inInterface } }];
      }),
    ),
    marks: new Map(
      [...numbers].map(([id, all]) => {
        const end = ends.get(id);
        return [id, `${[...all].join(', ')}.${end ? ` (${[...end].join(', ')})` : ''}`];
      }),
    ),
  };
}
