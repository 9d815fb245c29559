import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { accessLists } from './access-lists.ts';
import { definitions, type Facts, located, lower, newFacts, startsWith } from './facts.ts';
import { readInterface } from './interfaces.ts';
import { objectGroups, objectName, objectNamespace } from './object-groups.ts';
import { readUses } from './uses.ts';

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const facts = newFacts(outline.text);
  const lists = accessLists();
  const groups = objectGroups();
  const defined = definitions();
  const interfaces = new Map<string, number>();

  for (const statement of outline.statements) {
    const { words } = statement;
    const first = lower(words, 0);
    if (first === 'interface') readInterface(statement, facts, interfaces);
    else if (first === 'access-list') lists.numbered(statement);
    else if (startsWith(words, 'no access-list *') && words.length === 3) lists.remove(words[2]!.text);
    else if (startsWith(words, 'no ip access-list *') || startsWith(words, 'no ipv6 access-list *'))
      lists.remove(words.at(-1)!.text);
    else if (isAccessList(statement)) lists.named(statement);
    else if (first === 'object-group') {
      groups.read(statement, facts);
      const name = objectName(statement);
      if (name && statement.coverage === 'modelled') defined.add(objectNamespace(statement), name, statement.span);
    } else if (first === 'hostname' && words[1]) facts.hostname = located(words[1]);
    else if (first === 'version' && words[1]) facts.version = located(words[1]);
    readUses(statement, facts, defined);
  }
  const filters = lists.finish(facts, groups);
  for (const { name, spans } of lists.names()) for (const span of spans) defined.add('acl', name, span);
  return assemble(facts, filters, defined.all(), outline);
}

const isAccessList = ({ words, coverage }: Statement): boolean =>
  coverage === 'modelled' && (startsWith(words, 'ip access-list *') || startsWith(words, 'ipv6 access-list *'));

function assemble(
  facts: Facts,
  filters: readonly Filter[],
  defined: Device['references']['definitions'],
  outline: Outline,
): Device {
  return {
    ...emptyDevice,
    ...(facts.hostname ? { hostname: facts.hostname } : {}),
    ...(facts.version ? { version: facts.version } : {}),
    interfaces: facts.interfaces,
    filters: withPurposes([...filters, ...facts.filters], facts),
    bindings: facts.bindings,
    routes: facts.routes,
    bgp: facts.bgp,
    prefixLists: facts.prefixLists,
    policies: facts.policies,
    references: { definitions: [...defined, ...facts.definitions], uses: facts.uses },
    masks: facts.masks,
    sequenceKeys: facts.sequenceKeys,
    dynamicRouting: facts.dynamicRouting,
    fragment: isFragment(outline, facts),
  };
}

/** A list that is applied nowhere and used for selection only: NAT, route maps, class maps. */
function withPurposes(filters: readonly Filter[], facts: Facts): Filter[] {
  const bound = new Set(facts.bindings.map((binding) => binding.filter.value));
  const used = new Set(facts.uses.filter((use) => use.namespaces.includes('acl')).map((use) => use.name.value));
  return filters.map((filter) =>
    filter.purpose === 'packet' && used.has(filter.name.value) && !bound.has(filter.name.value)
      ? { ...filter, purpose: 'classify' }
      : filter,
  );
}

/** No interface and no name: a list or a snippet on its own. */
function isFragment(outline: Outline, facts: Facts): boolean {
  if (facts.interfaces.length > 0) return false;
  return !(facts.hostname && outline.statements.some((statement) => lower(statement.words, 0) === 'line'));
}
