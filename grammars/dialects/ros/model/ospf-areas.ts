import type { AreaDraft } from '../../../kit/cisco-like/ospf-lines.ts';
import { parseIpv4, parsePrefix } from '../../../model/address.ts';
import { at, type Span } from '../../../text/span.ts';
import { addedTo, allOf, type Entry, hasFlag, isDisabled, isYes, located, type Menus, said } from '../entries.ts';

/** The backbone of version 6 is there without a word. */
export function areasOf({ menus, protocol, template }: Place): ReadonlyMap<string, Area> {
  const areas = new Map<string, Area>();
  const entries = allOf(menus, `routing ${protocol} area`);
  const six = allOf(menus, `routing ${protocol} network`)[0] ?? allOf(menus, `routing ${protocol} interface`)[0];
  if (six)
    areas.set('backbone', {
      id: at(0, headerOf(six)),
      instance: 'default',
      type: 'normal',
      ranges: [],
      span: headerOf(six),
      closed: !template,
    });
  for (const entry of entries) {
    const name = nameOf(entry, 'backbone');
    if (isDisabled(entry)) {
      areas.delete(name);
      continue;
    }
    const id = located(entry, 'area-id');
    const number = id ? parseIpv4(id.value) : 0n;
    if (number === undefined) continue;
    const type = said(entry, 'type');
    const cost = Number(said(entry, 'default-cost') ?? Number.NaN);
    const bare = hasFlag(entry, 'no-summaries') || isYes(said(entry, 'no-summaries'));
    areas.set(name, {
      id: at(Number(number), id?.span ?? headerOf(entry)),
      instance: said(entry, 'instance') ?? 'default',
      type: type === 'stub' || type === 'nssa' ? type : 'normal',
      ...(bare || said(entry, 'inject-summary-lsas') === 'no' ? { noSummary: true } : {}),
      ...(Number.isNaN(cost) ? {} : { defaultCost: cost }),
      ranges: ['area range', 'area-range'].flatMap((menu) =>
        addedTo(menus, `routing ${protocol} ${menu}`).flatMap((range) => {
          const prefix =
            said(range, 'area') === name ? parsePrefix(said(range, 'prefix') ?? said(range, 'range') ?? '') : undefined;
          return prefix ? [{ prefix, advertised: said(range, 'advertise') !== 'no', span: headerOf(range) }] : [];
        }),
      ),
      span: located(entry, 'type')?.span ?? headerOf(entry),
      closed: !template && knows(entry, AREA),
    });
  }
  return areas;
}

export interface Place {
  readonly menus: Menus;
  readonly protocol: 'ospf' | 'ospf-v3';
  readonly template: boolean;
}

export interface Area extends AreaDraft {
  readonly instance: string;
  readonly closed: boolean;
}

export const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const AREA = words(
  'name instance area-id type no-summaries inject-summary-lsas default-cost nssa-translate translator-role comment disabled default',
);

export const headerOf = (entry: Entry): Span => entry.statement.header;

/** `add name=x`; `set [ find default=yes ]`, `set 0`, `set backbone` are of the one that is always there. */
export const nameOf = (entry: Entry, usual: string): string => said(entry, 'name') ?? usual;

export const knows = (entry: Entry, known: ReadonlySet<string>): boolean =>
  [...entry.parameters.keys()].every((name) => known.has(name));
