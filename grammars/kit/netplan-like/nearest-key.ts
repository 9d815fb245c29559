/** What people write where the schema has another word; the schema's own keys decide which one is meant. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  'next-hop': ['via', 'gateway'],
  nexthop: ['via', 'gateway'],
  gateway: ['via', 'gateway4'],
  gw: ['via', 'gateway4'],
  destination: ['to', 'destination'],
  dest: ['to', 'destination'],
  dst: ['to', 'destination'],
  network: ['to'],
  address: ['addresses', 'address'],
  addresses: ['address'],
  ip: ['addresses', 'address'],
  ips: ['addresses'],
  'ip-address': ['addresses', 'address'],
  dns: ['nameservers', 'addresses'],
  'dns-nameservers': ['nameservers'],
  nameserver: ['nameservers'],
  servers: ['addresses'],
  domains: ['search'],
  domain: ['search'],
  dhcp: ['dhcp4'],
  route: ['routes'],
  'on-link': ['on-link'],
  onlink: ['on-link'],
  slaves: ['interfaces'],
  ports: ['interfaces'],
  members: ['interfaces'],
  interface: ['interfaces'],
  vlan: ['vlans', 'id'],
  'vlan-id': ['id', 'vlan_id'],
  'vlan-link': ['link', 'vlan_link'],
  mac: ['macaddress', 'mac_address'],
  'mac-address': ['macaddress', 'mac_address'],
  hwaddr: ['macaddress'],
};

/** The key that was probably meant; undefined when none is near enough to say so. */
export function nearestKey(written: string, known: readonly string[]): string | undefined {
  const plain = normal(written);
  const same = known.find((key) => normal(key) === plain);
  if (same !== undefined) return same;
  const synonym = SYNONYMS[plain]?.find((key) => known.includes(key));
  if (synonym !== undefined) return synonym;
  const limit = plain.length >= 8 ? 2 : plain.length >= 2 ? 1 : 0;
  let best: { key: string; distance: number } | undefined;
  for (const key of known) {
    const distance = editDistance(plain, normal(key), limit);
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { key, distance };
  }
  return best?.key;
}

const normal = (key: string): string =>
  key
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');

/** Insertions, deletions, substitutions and swaps of neighbours; `limit + 1` when there are more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}
