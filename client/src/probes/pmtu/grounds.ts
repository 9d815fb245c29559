import type { Grounds } from '../probe.ts';
import { type PmtuObservation, type PmtuSearch, SMALLEST, USUAL } from './observe.ts';

export const grounds: Grounds<PmtuObservation> = {
  source: 'RFC 1191, RFC 8201',
  thresholds: {
    reduced: { en: `packets of ${USUAL} bytes arrive whole`, 'zh-cn': `${USUAL} 字节的报文完整到达` },
    'under-1280': {
      en: `packets of ${SMALLEST.ipv6} bytes arrive whole`,
      'zh-cn': `${SMALLEST.ipv6} 字节的报文完整到达`,
      source: 'RFC 8200 5',
    },
    'black-hole': {
      en: 'who drops a packet as too big says so',
      'zh-cn': '因过大而丢弃报文者须告知',
      source: 'RFC 4890 4.3.1',
    },
  },
  measure: {
    title: { en: 'Largest packet', 'zh-cn': '最大报文' },
    unit: 'B',
    of: ({ addresses }) => largest(addresses),
  },
};

/** Over all addresses, the smallest of what got through. */
function largest(addresses: readonly PmtuSearch[]): number | undefined {
  const each = addresses.map(({ pings }) =>
    Math.max(0, ...pings.flatMap(({ end, size }) => (end === 'answered' ? [size] : []))),
  );
  const smallest = Math.min(...each);
  return Number.isFinite(smallest) && smallest > 0 ? smallest : undefined;
}
