import type { DefaultOriginate, IgpRedistribution } from '../../../model/igp.ts';
import { at, type Span } from '../../../text/span.ts';
import { type Entry, located, said } from '../entries.ts';

/** Version 6: `redistribute-static=as-type-1`, with `metric-static=20`. */
const PROTOCOLS = ['connected', 'static', 'rip', 'bgp', 'other-ospf'];

/** What an OSPF instance takes from other protocols; `unsure`: with which metric is not known. */
export function redistributionsOf(instance: Entry | undefined): {
  readonly taken: readonly IgpRedistribution[];
  readonly unsure: readonly Span[];
} {
  const taken: IgpRedistribution[] = [];
  const unsure: Span[] = [];
  if (!instance) return { taken, unsure };
  for (const protocol of PROTOCOLS) {
    const how = located(instance, `redistribute-${protocol}`);
    const type = /^as-type-([12])$/.exec(how?.value ?? '')?.[1];
    if (!how || type === undefined) continue;
    const metric = said(instance, `metric-${protocol}`);
    const from = protocol === 'other-ospf' ? 'ospf' : protocol;
    const number = /^\d+$/.test(metric ?? '') ? { metric: Number(metric) } : undefined;
    taken.push({ from: at(from, how.span), ...number, metricType: type === '1' ? 1 : 2, span: how.span });
    if (!number) unsure.push(how.span);
  }
  // Version 7: filters set metrics.
  const list = located(instance, 'redistribute');
  if (list) {
    for (const from of list.value.split(',')) taken.push({ from: at(from, list.span), span: list.span });
    unsure.push(list.span);
  }
  return { taken, unsure };
}

/** `originate-default=if-installed`, version 6 `distribute-default=always-as-type-1`. */
export function defaultOriginOf(instance: Entry): DefaultOriginate | undefined {
  const how = located(instance, 'originate-default') ?? located(instance, 'distribute-default');
  if (!how || how.value === 'never') return undefined;
  const type = /-as-type-([12])$/.exec(how.value)?.[1];
  return {
    always: how.value.startsWith('always'),
    ...(type === undefined ? {} : { metricType: type === '1' ? (1 as const) : (2 as const) }),
    span: how.span,
  };
}
