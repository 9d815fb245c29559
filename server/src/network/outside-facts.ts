import type { Device } from '../../../grammars/model/device.ts';
import type { References } from '../../../grammars/model/reference.ts';

/**
 * What the reviews of other devices may depend on, as one text: equal texts, equal findings there. Places are left out, so that an edit
 * that moves lines is no change to the others.
 * @param filtersCount a document beside it asks what its host lets in
 */
export const outsideFacts = (device: Device, filtersCount = false): string => {
  const { hostname, fragment, interfaces, bgp, ospf, isis, fhrp, redis, sysctls, certificates } = device;
  const { routes, routingProtocols, originations, redistributions, nat, includes, references } = device;
  // Descriptions of ports tell which are wired together; others tell nothing to the outside.
  const descriptions = interfaces.map(({ description }) => description?.value);
  return JSON.stringify(
    [
      [hostname, fragment, interfaces, descriptions],
      [bgp, originations, redistributions, ospf, isis, fhrp],
      // Other devices ask where routes lead only of those that route for them.
      bgp.length + ospf.length + isis.length > 0 && [routes, routingProtocols],
      nat && [nat.translates, nat.closed, nat.timers, nat.defaults],
      [redis, sysctls, certificates],
      includes && [includes, namesOf(references)],
      // Long, and of no interest to anybody else.
      filtersCount && device.filters,
    ],
    (key, value: unknown) =>
      key === 'description' || isPlace(value) ? undefined : typeof value === 'bigint' ? value.toString(36) : value,
  );
};

/** The review of this device depends on the filters of files beside it: relay ports must be open on their host. */
export const asksForFilters = ({ turn }: Device): boolean => turn !== undefined;

/** What files that include each other know of their names: each once, wherever it stands. */
const namesOf = ({ definitions, uses }: References): readonly string[] => [
  ...new Set([
    ...definitions.map(({ namespace, name, scope = '' }) => `${namespace} ${scope} ${name.value}`),
    ...uses.map(({ namespaces, name, scope = '', within }) =>
      ['use', namespaces, scope, name.value, within?.namespace, within?.name].join(' '),
    ),
  ]),
];

/** A span, or several of them, whatever it is called. */
const isPlace = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value)
    ? value.length > 0 && value.every(isPlace)
    : Object.keys(value).length === 2 && 'start' in value && 'end' in value);
