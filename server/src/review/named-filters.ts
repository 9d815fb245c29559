import type { Filter } from '../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { Packet, RuleRef } from '../packets/analyses.ts';
import { type Layer, layersOf } from './layers.ts';
import type { Prepared } from './prepare.ts';

/** A filter of a document or of a file inside it, under a name that only it has. */
export interface NamedFilter {
  readonly name: string;
  readonly filter: Filter;
  readonly layer: Layer;
  readonly index: number;
}

/** Where a rule is written, in the outermost text. */
export interface PlacedRule {
  readonly span: Span;
  readonly text: string;
}

/** Filters that packets can be put to; a name that several have is told apart by table, else by family, else by line. */
export function namedFilters(prepared: Prepared): NamedFilter[] {
  const all = layersOf(prepared).flatMap((layer) =>
    layer.prepared.device.filters.flatMap((filter, index) =>
      filter.purpose === 'mangle' ? [] : [{ filter, layer, index }],
    ),
  );
  const lineOf = ({ filter, layer }: (typeof all)[number]): number =>
    prepared.index.positionAt(layer.toOutermost(filter.name.span).start).line + 1;
  const namings: ((one: (typeof all)[number]) => string)[] = [
    ({ filter }) => filter.name.value,
    ({ filter }) => `${filter.table ?? filter.family} ${filter.name.value}`,
    (one) => `${one.filter.table ?? one.filter.family} ${one.filter.name.value} line ${lineOf(one)}`,
  ];
  const counts = namings.map((naming) => {
    const count = new Map<string, number>();
    for (const one of all) count.set(naming(one), (count.get(naming(one)) ?? 0) + 1);
    return count;
  });
  return all.map((one) => {
    const naming = namings.find((candidate, i) => counts[i]!.get(candidate(one)) === 1) ?? namings.at(-1)!;
    return { ...one, name: naming(one) };
  });
}

/**
 * The filter of that very name; of several that are called so, the one that permits or denies packets (such a packet, where one is
 * given). Else what is wrong with the name; `none`: nothing is called so.
 */
export function filterNamed(
  filters: readonly NamedFilter[],
  name: string,
  packet?: Packet,
):
  | { readonly ok: true; readonly filter: NamedFilter }
  | { readonly ok: false; readonly none: boolean; readonly problem: Bilingual } {
  const alike = filters.filter((one) => one.name === name || one.filter.name.value === name);
  if (alike.length === 0) return { ok: false, none: true, problem: noFilter(name, filters) };
  let left = alike.filter((one) => one.name === name);
  if (left.length === 0) left = [...alike];
  const preferences: ((one: NamedFilter) => boolean)[] = [
    ({ filter }) => packet === undefined || filter.family === 'both' || filter.family === packet.family,
    ({ filter }) => filter.purpose === 'packet',
    ({ filter }) => filter.table === undefined || /\bfilter$/.test(filter.table),
  ];
  for (const preferred of preferences) {
    const fewer = left.filter(preferred);
    if (fewer.length > 0) left = fewer;
  }
  return left.length === 1
    ? { ok: true, filter: left[0]! }
    : { ok: false, none: false, problem: severalFilters(name, alike) };
}

export function placeOf(layer: Layer, ref: RuleRef): PlacedRule {
  const rule = layer.prepared.device.filters[ref.filter]!.rules[ref.rule]!;
  const text = (rule.spans ?? [rule.span])
    .map((span) => layer.prepared.text.slice(span.start, span.end).trim())
    .join('\n');
  return { span: layer.toOutermost(rule.span), text };
}

/** Names in a message; the rest is left to the list of filters. */
const MOST_NAMES = 20;

function noFilter(name: string, filters: readonly NamedFilter[]): Bilingual {
  if (filters.length === 0) return { en: 'There is no packet filter here.', 'zh-cn': '此处没有报文过滤器。' };
  const names = filters.slice(0, MOST_NAMES).map((one) => one.name);
  return {
    en: `No filter ${name}; there is ${names.join(', ')}.`,
    'zh-cn': `没有过滤器 ${name};现有:${names.join('、')}。`,
  };
}

function severalFilters(name: string, alike: readonly NamedFilter[]): Bilingual {
  const names = alike.slice(0, MOST_NAMES).map((one) => one.name);
  return {
    en: `Several filters are called ${name}: ${names.join(', ')}.`,
    'zh-cn': `名为 ${name} 的过滤器有多个:${names.join('、')}。`,
  };
}
