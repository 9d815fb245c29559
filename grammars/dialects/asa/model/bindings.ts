import { perhaps } from '../../../kit/cisco-like/access-lists.ts';
import { type Facts, located, lower, use } from '../../../kit/cisco-like/facts.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import { interfaceNamed } from './interfaces.ts';

/**
 * `access-group WEB in interface outside`, `access-group ADMIN in interface outside control-plane`, `access-group ALL global`.
 * An interface is named as it is configured, not by its `nameif`; ask when all are read.
 * @param ofIpv6 lists that are of IPv6 alone, as before 9.0
 * @returns the list that is asked everywhere after the interface's own
 */
export function readBindings(
  statements: readonly Statement[],
  facts: Facts,
  family: Filter['family'],
  ofIpv6: ReadonlySet<string>,
): string | undefined {
  let everywhere: Statement | undefined;
  for (const statement of statements) {
    const { words } = statement;
    const [, list, way, , name] = words;
    if (!list || !way) continue;
    if (lower(words, 2) === 'global') everywhere = statement;
    if (!name || !/^(?:in|out)$/i.test(way.text) || lower(words, 3) !== 'interface') continue;
    use(facts, 'interface', name, statement);
    const direction = lower(words, 2) === 'in' ? 'in' : 'out';
    const management = words.slice(5).some(({ text }) => /^control-plane$/i.test(text));
    facts.bindings.push({
      filter: located(list),
      family: ofIpv6.has(list.text) ? 'ipv6' : family,
      place: management
        ? { kind: 'management' }
        : { kind: 'interface', name: interfaceNamed(facts, name)?.name.value ?? name.text },
      direction,
      span: statement.header,
      ...(management ? {} : { turnedRound: [{ span: way.span, newText: direction === 'in' ? 'out' : 'in' }] }),
    });
  }
  if (!everywhere) return undefined;
  const taken = new Set(
    facts.bindings.flatMap(({ place, direction }) =>
      place.kind === 'interface' && direction === 'in' ? [place.name] : [],
    ),
  );
  for (const { name, zone } of facts.interfaces)
    if (zone !== undefined && !taken.has(name.value))
      facts.bindings.push({
        filter: located(everywhere.words[1]!),
        family,
        place: { kind: 'interface', name: name.value },
        direction: 'in',
        span: everywhere.header,
      });
  return everywhere.words[1]!.text;
}

/** What an interface's own list does not decide, the global list does: past its last line nothing is sure. */
export function withGlobalList(filters: readonly Filter[], everywhere: string | undefined, facts: Facts): Filter[] {
  if (everywhere === undefined) return [...filters];
  const asked = new Set(facts.bindings.filter(({ direction }) => direction === 'in').map(({ filter }) => filter.value));
  return filters.map((filter) =>
    asked.has(filter.name.value) && filter.name.value !== everywhere
      ? {
          ...filter,
          rules: [
            ...filter.rules,
            perhaps({ family: filter.family }, filter.span, `access-group ${everywhere} global`),
          ],
        }
      : filter,
  );
}
