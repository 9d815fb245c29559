import type { Device } from '../../../grammars/model/device.ts';

/**
 * What the reviews of other devices may depend on, as one text: equal texts, equal findings there. Places are left out, so that an edit
 * that moves lines is no change to the others.
 */
export const outsideFacts = ({
  hostname,
  fragment,
  interfaces,
  bgp,
  ospf,
  isis,
  fhrp,
  redis,
  sysctls,
  certificates,
  routes,
  routingProtocols,
}: Device): string =>
  JSON.stringify(
    [hostname, fragment, interfaces, bgp, ospf, isis, fhrp, redis, sysctls, certificates, routes, routingProtocols],
    (key, value: unknown) =>
      key === 'span' || key === 'spans' || key === 'description'
        ? undefined
        : typeof value === 'bigint'
          ? value.toString(36)
          : value,
  );
