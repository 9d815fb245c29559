import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../shared/corpus/dev');

/** Configurations that other people wrote; beside the checkout on the project's own machines, nowhere else. */
export const corpusPresent = existsSync(resolve(root, 'manifest.tsv'));

export const CORPUS_ABSENT = corpusPresent ? '' : ' (skipped: no corpus beside this checkout)';

export interface CorpusFile {
  readonly path: string;
  readonly dialect: string;
  readonly source: string;
  readonly text: string;
}

/**
 * Beginnings that name a platform which the manifest does not (A10's ACOS, listed as IOS and EOS; Check Point's Gaia, listed as set
 * commands of Junos), or no configuration at all.
 */
const OTHER_PLATFORM =
  /^!BATFISH_FORMAT: a10_acos|^#\r?\n# Configuration of \S+\r?\n# Language version|\n!64-bit Advanced Core OS \(ACOS\)|^Haskell Tool\n/;

/** IOS routers that stand in labs of another vendor, listed as that vendor's. */
const IOS_AMONG_OTHERS = /\/configs\/(?:ios-listener|ios_receiver)$/;

/** Every file of the manifest but those that name another platform than it says; binary ones left out. */
export function corpusFiles(): CorpusFile[] {
  if (!corpusPresent) return [];
  const [, ...rows] = readFileSync(resolve(root, 'manifest.tsv'), 'utf8').trimEnd().split('\n');
  return rows
    .map((row) => {
      const [path, dialect, , , source] = row.split('\t');
      const said = IOS_AMONG_OTHERS.test(path!) ? 'cisco_ios' : dialect!;
      const text = readFileSync(resolve(root, path!), 'utf8');
      return { path: path!, dialect: providerOf(said, text), source: source!, text };
    })
    .filter(({ text }) => !OTHER_PLATFORM.test(text));
}

/** The provider has resources for everything; those of a network, or in one. */
const AZURE_NETWORK =
  /^\s*resource\s+"?azurerm_(?:network|subnet|virtual_|firewall|public_ip|application_gateway|private_)/m;

const GCP_NETWORK =
  /^\s*resource\s+"?google_(?:compute_(?:firewall|network|subnetwork|router|route|instance|address|vpn_)|container_cluster)/m;

/** Terraform is what its resources are of: `terraform_aws`; a file without any is Terraform's own. */
function providerOf(dialect: string, text: string): string {
  if (dialect !== 'terraform') return dialect;
  if (/^\s*resource\s+"?aws_/m.test(text)) return 'terraform_aws';
  if (AZURE_NETWORK.test(text)) return 'terraform_azure';
  if (GCP_NETWORK.test(text)) return 'terraform_gcp';
  return /^\s*resource\s/m.test(text) ? dialect : 'terraform_alone';
}

/** The corpus' names of our dialects. */
export const OURS: Readonly<Record<string, string>> = {
  nginx: 'nginx',
  haproxy: 'haproxy',
  redis: 'redis',
  cisco_ios: 'ios',
  arista_eos: 'eos',
  cisco_asa: 'asa',
  cisco_nxos: 'nxos',
  cisco_iosxr: 'iosxr',
  fortios: 'fortios',
  panos: 'panos',
  panos_set: 'panos',
  panos_xml: 'panos',
  frr: 'frr',
  bird: 'bird',
  other_vyos: 'vyos',
  junos: 'junos',
  junos_set: 'junos',
  iptables: 'iptables',
  nftables: 'nft',
  pf: 'pf',
  mikrotik_routeros: 'ros',
  huawei_vrp: 'vrp',
  cloud_init: 'cloudinit',
  netplan: 'netplan',
  aws_json: 'aws',
  cloudformation: 'aws',
  terraform_aws: 'aws',
  azure_arm: 'azure',
  azure_json: 'azure',
  azure_bicep: 'bicep',
  ansible: 'ansible',
  terraform_azure: 'azure',
  gcp_json: 'gcp',
  terraform_gcp: 'gcp',
  terraform_alone: 'terraform',
};
