import type { Change } from '../change.ts';
import type { Match } from '../model/filter.ts';

/** What `add-zone-policy` lets pass: TCP 443 and DNS over UDP, to any address. */
export const browsing = ({ from, to }: Extract<Change, { kind: 'add-zone-policy' }>): Match[] =>
  (
    [
      [6, 443],
      [17, 53],
    ] as const
  ).map(([protocol, port]) => ({
    family: 'both',
    inInterface: { anyOf: [{ name: from }] },
    outInterface: { anyOf: [{ name: to }] },
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    destinationPort: { anyOf: [{ first: port, last: port }] },
  }));
