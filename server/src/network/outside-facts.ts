import type { Device } from '../../../grammars/model/device.ts';

/**
 * What the reviews of other devices may depend on, as one text: equal texts, equal findings there. Places are left out, so that an edit
 * that moves lines is no change to the others.
 */
export const outsideFacts = (device: Device): string => {
  const { hostname, fragment, interfaces, bgp, ospf, isis, fhrp, redis, sysctls, certificates } = device;
  const { routes, routingProtocols, originations } = device;
  // Descriptions of ports tell which are wired together; others tell nothing to the outside.
  const descriptions = interfaces.map(({ description }) => description?.value);
  return JSON.stringify(
    [
      [hostname, fragment, interfaces, descriptions, routes, routingProtocols],
      [bgp, originations, ospf, isis, fhrp],
      [redis, sysctls, certificates],
    ],
    (key, value: unknown) =>
      key === 'description' || isPlace(value) ? undefined : typeof value === 'bigint' ? value.toString(36) : value,
  );
};

/** A span, or several of them, whatever it is called. */
const isPlace = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value)
    ? value.length > 0 && value.every(isPlace)
    : Object.keys(value).length === 2 && 'start' in value && 'end' in value);
