import type { DocumentSelector } from 'vscode-languageclient';

/**
 * Languages of this extension, one per dialect that has colours of its own.
 * Prefixed, so that they never collide with another extension's; cloud-init and netplan stay YAML, templates YAML or JSON.
 */
export const LANGUAGE_OF_DIALECT: Readonly<Record<string, string>> = {
  asa: 'netreview-asa',
  aws: 'netreview-aws',
  azure: 'netreview-azure',
  bicep: 'netreview-bicep',
  gcp: 'netreview-gcp',
  fortios: 'netreview-fortios',
  ios: 'netreview-ios',
  eos: 'netreview-eos',
  nxos: 'netreview-nxos',
  iosxr: 'netreview-iosxr',
  frr: 'netreview-frr',
  junos: 'netreview-junos',
  iptables: 'netreview-iptables',
  nft: 'netreview-nft',
  panos: 'netreview-panos',
  pf: 'netreview-pf',
  ros: 'netreview-ros',
  ufw: 'netreview-ufw',
  vrp: 'netreview-vrp',
};

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
