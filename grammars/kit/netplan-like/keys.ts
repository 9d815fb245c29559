/** Keys of the netplan YAML reference (1.1) and of cloud-init's network-config v2 schema, by where they stand. */

const COMMON = [
  'accept-ra',
  'activation-mode',
  'addresses',
  'critical',
  'dhcp-identifier',
  'dhcp4',
  'dhcp4-overrides',
  'dhcp6',
  'dhcp6-overrides',
  'gateway4',
  'gateway6',
  'ignore-carrier',
  'ipv6-address-generation',
  'ipv6-address-token',
  'ipv6-mtu',
  'ipv6-privacy',
  'link-local',
  'macaddress',
  'mtu',
  'nameservers',
  'neigh-suppress',
  'networkmanager',
  'openvswitch',
  'optional',
  'optional-addresses',
  'ra-overrides',
  'renderer',
  'routes',
  'routing-policy',
] as const;

const PHYSICAL = [
  ...COMMON,
  'emit-lldp',
  'generic-receive-offload',
  'generic-segmentation-offload',
  'large-receive-offload',
  'match',
  'receive-checksum-offload',
  'set-name',
  'tcp-segmentation-offload',
  'tcp6-segmentation-offload',
  'transmit-checksum-offload',
  'wakeonlan',
] as const;

/** Device classes and the keys of their devices. `nm-devices` take anything: NetworkManager checks it. */
export const DEVICE_KEYS: Readonly<Record<string, readonly string[] | undefined>> = {
  ethernets: [
    ...PHYSICAL,
    'auth',
    'delay-virtual-functions-rebind',
    'embedded-switch-mode',
    'infiniband-mode',
    'link',
    'virtual-function-count',
  ],
  wifis: [...PHYSICAL, 'access-points', 'auth', 'regulatory-domain', 'wakeonwlan'],
  modems: [
    ...PHYSICAL,
    'apn',
    'auto-config',
    'device-id',
    'network-id',
    'number',
    'password',
    'pin',
    'sim-id',
    'sim-operator-id',
    'username',
  ],
  bonds: [...COMMON, 'interfaces', 'parameters'],
  bridges: [...COMMON, 'interfaces', 'parameters'],
  vlans: [...COMMON, 'id', 'link'],
  vrfs: [...COMMON, 'interfaces', 'table'],
  tunnels: [
    ...COMMON,
    'ageing',
    'aging',
    'arp-proxy',
    'checksums',
    'do-not-fragment',
    'extensions',
    'flow-label',
    'id',
    'key',
    'keys',
    'limit',
    'link',
    'local',
    'mac-learning',
    'mark',
    'mode',
    'notifications',
    'peers',
    'port',
    'port-range',
    'remote',
    'short-circuit',
    'ttl',
    'type-of-service',
  ],
  'dummy-devices': COMMON,
  'virtual-ethernets': [...COMMON, 'peer'],
  'nm-devices': undefined,
};

export const DEVICE_CLASSES: readonly string[] = Object.keys(DEVICE_KEYS);

/** Classes in cloud-init's own schema; the others only reach netplan. */
export const CLOUD_INIT_CLASSES: readonly string[] = ['ethernets', 'bonds', 'bridges', 'vlans'];

export const NETWORK_KEYS: readonly string[] = ['version', 'renderer', 'openvswitch', ...DEVICE_CLASSES];

export const ROUTE_KEYS: readonly string[] = [
  'to',
  'via',
  'metric',
  'type',
  'scope',
  'table',
  'on-link',
  'mtu',
  'from',
  'congestion-window',
  'advertised-receive-window',
  'advertised-mss',
  'mss',
];

export const CLOUD_INIT_ROUTE_KEYS: readonly string[] = ['to', 'via', 'metric'];

/** Sub-mappings whose keys are few and known. */
export const NESTED_KEYS: Readonly<Record<string, readonly string[]>> = {
  nameservers: ['addresses', 'search'],
  match: ['name', 'macaddress', 'driver', 'path'],
  'dhcp4-overrides': [
    'hostname',
    'route-metric',
    'send-hostname',
    'use-dns',
    'use-domains',
    'use-hostname',
    'use-mtu',
    'use-ntp',
    'use-routes',
  ],
  'dhcp6-overrides': [
    'hostname',
    'route-metric',
    'send-hostname',
    'use-dns',
    'use-domains',
    'use-hostname',
    'use-mtu',
    'use-ntp',
    'use-routes',
  ],
};

export const BOOLEAN_KEYS: readonly string[] = ['dhcp4', 'dhcp6', 'accept-ra', 'optional', 'critical', 'wakeonlan'];
export const NUMBER_KEYS: readonly string[] = ['mtu', 'ipv6-mtu'];
/** Keys whose value must be a list. */
export const LIST_KEYS: readonly string[] = ['addresses', 'routes', 'routing-policy', 'interfaces'];
/** Keys whose value must be a mapping. */
export const MAP_KEYS: readonly string[] = ['nameservers', 'match', 'dhcp4-overrides', 'dhcp6-overrides', 'parameters'];
/** Keys with one plain value. */
export const SCALAR_KEYS: readonly string[] = [
  ...BOOLEAN_KEYS,
  ...NUMBER_KEYS,
  'gateway4',
  'gateway6',
  'macaddress',
  'renderer',
  'set-name',
  'id',
  'mode',
  'table',
  'to',
  'via',
  'metric',
];

/** Every key of the reference, wherever it stands. */
export const ALL_KEYS: ReadonlySet<string> = new Set([
  ...NETWORK_KEYS,
  ...Object.values(DEVICE_KEYS).flatMap((keys) => keys ?? []),
  ...ROUTE_KEYS,
  ...Object.values(NESTED_KEYS).flat(),
]);
