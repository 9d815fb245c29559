import type { Interval } from '../../../../../grammars/model/filter.ts';

/** What must not answer to strangers: ways into a machine, and stores of data. */
export interface Service {
  readonly protocol: 6 | 17;
  readonly ports: Interval;
  readonly name: string;
  readonly kind: 'management' | 'data';
}

const service = (kind: Service['kind'], protocol: 6 | 17, name: string, first: number, last = first): Service => ({
  kind,
  protocol,
  name,
  ports: { first, last },
});

export const SERVICES: readonly Service[] = [
  service('management', 6, 'SSH', 22),
  service('management', 6, 'Telnet', 23),
  service('management', 6, 'RDP', 3389),
  service('management', 6, 'VNC', 5900, 5906),
  service('management', 6, 'WinRM', 5985, 5986),
  service('management', 6, 'WinBox', 8291),
  service('management', 6, 'RouterOS API', 8728, 8729),
  service('management', 6, 'Docker', 2375, 2376),
  service('management', 6, 'Kubernetes API', 6443),
  service('management', 6, 'kubelet', 10250),
  service('management', 17, 'SNMP', 161),
  service('management', 17, 'IPMI', 623),
  service('data', 6, 'SQL Server', 1433),
  service('data', 6, 'Oracle', 1521),
  service('data', 6, 'MySQL', 3306),
  service('data', 6, 'PostgreSQL', 5432),
  service('data', 6, 'Redis', 6379),
  service('data', 6, 'Elasticsearch', 9200),
  service('data', 6, 'memcached', 11211),
  service('data', 6, 'MongoDB', 27017),
  service('data', 6, 'SMB', 445),
  service('data', 6, 'NetBIOS', 139),
  service('data', 6, 'RPC', 135),
  service('data', 6, 'rsync', 873),
  service('data', 6, 'NFS', 2049),
  service('data', 6, 'etcd', 2379),
];

/** `tcp/22` or `udp/161`, a range with a hyphen; bare numbers are TCP. Others are left out. */
export const extraServices = (texts: readonly string[]): Service[] =>
  texts.flatMap((text): Service[] => {
    const found = /^(?:(tcp|udp)\/)?(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim());
    if (!found) return [];
    const first = Number(found[2]);
    const last = Number(found[3] ?? found[2]);
    const fits = first <= last && last <= 0xffff;
    return fits ? [service('management', found[1] === 'udp' ? 17 : 6, '', first, last)] : [];
  });

/** `tcp 22 (SSH), 3306 (MySQL), udp 161 (SNMP)`; of more than six: `and 4 more`. */
export function servicesText(services: readonly Service[]): { readonly en: string; readonly 'zh-cn': string } {
  let protocol: number | undefined;
  const names = services.slice(0, MOST_NAMED).map((one) => {
    const { first, last } = one.ports;
    const prefix = one.protocol === protocol ? '' : one.protocol === 6 ? 'tcp ' : 'udp ';
    protocol = one.protocol;
    return `${prefix}${first === last ? first : `${first}-${last}`}${one.name === '' ? '' : ` (${one.name})`}`;
  });
  const more = services.length - names.length;
  return {
    en: `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    'zh-cn': `${names.join('、')}${more > 0 ? ` 等 ${services.length} 项` : ''}`,
  };
}

const MOST_NAMED = 6;
