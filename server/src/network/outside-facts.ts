import type { Device } from '../../../grammars/model/device.ts';
import type { References } from '../../../grammars/model/reference.ts';

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
  includes,
  references,
}: Device): string =>
  JSON.stringify(
    [
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
      includes,
      includes && namesOf(references),
    ],
    (key, value: unknown) =>
      key === 'span' || key === 'spans' || key === 'description'
        ? undefined
        : typeof value === 'bigint'
          ? value.toString(36)
          : value,
  );

/** What files that include each other know of their names: each once, wherever it stands. */
const namesOf = ({ definitions, uses }: References): readonly string[] => [
  ...new Set([
    ...definitions.map(({ namespace, name, scope = '' }) => `${namespace} ${scope} ${name.value}`),
    ...uses.map(({ namespaces, name, scope = '', within }) =>
      ['use', namespaces, scope, name.value, within?.namespace, within?.name].join(' '),
    ),
  ]),
];
