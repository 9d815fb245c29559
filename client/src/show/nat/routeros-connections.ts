import { readRouterosPrint } from '../routeros-print.ts';

/** A flow whose source is translated. */
export interface TranslatedFlow {
  readonly protocol: string;
  /** Who asks. */
  readonly host: string;
  /** What the host is seen as: answers come to this address. */
  readonly translated: string;
  readonly peer: string;
}

/** `/ip firewall connection print terse` (or `detail`) of RouterOS: the flows that leave with another source than they came with. */
export function readRouterosConnections(text: string): TranslatedFlow[] {
  return readRouterosPrint(text).flatMap(({ properties }): TranslatedFlow[] => {
    const [host, peer, translated] = ['src-address', 'dst-address', 'reply-dst-address'].map((name) =>
      // RouterOS 6 writes the port behind the address.
      properties[name]?.replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/, '$1'),
    );
    const { protocol } = properties;
    if (!protocol || !host || !peer || !translated || host === translated) return [];
    return [{ protocol, host, translated, peer }];
  });
}
