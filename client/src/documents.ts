import type { DocumentSelector } from 'vscode-languageclient';

/** Dialects that have colours of their own; the manifest has a language for each. */
const COLOURED = [
  'asa',
  'aws',
  'azure',
  'bicep',
  'bird',
  'coturn',
  'eos',
  'fortios',
  'frr',
  'gcp',
  'haproxy',
  'ios',
  'iosxr',
  'iptables',
  'junos',
  'keepalived',
  'nft',
  'nginx',
  'nxos',
  'openssl',
  'panos',
  'pem',
  'pf',
  'redis',
  'ros',
  'swanctl',
  'sysctl',
  'ufw',
  'vrp',
  'vyos',
  'zone',
] as const;

/**
 * Languages of this extension, by dialect. Prefixed, so that they never collide with another extension's; cloud-init and netplan stay YAML,
 * templates YAML or JSON.
 */
export const LANGUAGE_OF_DIALECT: Readonly<Record<string, string>> = Object.fromEntries(
  COLOURED.map((id) => [id, `netreview-${id}`]),
);

/** What editors call files whose language nobody knows better: `.cfg` and `.conf` open as `properties` or `ini`. */
export const UNCLAIMED_LANGUAGES: readonly string[] = ['plaintext', 'ini', 'properties'];

/** Other extensions' names for what Netreview reads. */
const NEIGHBOURS = [
  'cisco',
  'cisco-ios',
  'junos',
  'iptables',
  'cloud-config',
  'cloud-init',
  'netplan',
  'json',
  'xml',
  'jsonc',
  'terraform',
  'cloudformation',
  'arm-template',
  'bicep',
  'bicep-params',
  'jinja',
  'shellscript',
  'jinja2',
  'ansible-jinja',
  'ansible',
];

const SCHEMES = ['file', 'untitled', 'vscode-vfs', 'vscode-remote'];

/** Documents the server is told of; whether a dialect claims one is decided by its content. */
export const DOCUMENTS: DocumentSelector = SCHEMES.flatMap((scheme) =>
  [...Object.values(LANGUAGE_OF_DIALECT), ...UNCLAIMED_LANGUAGES, 'yaml', ...NEIGHBOURS].map((language) => ({
    scheme,
    language,
  })),
);
