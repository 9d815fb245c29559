import { declare, reportDuplicates, type SchemaReport } from '../../../kit/netplan-like/schema-report.ts';
import { entryOf, type YamlMap } from '../../../kit/yaml-node.ts';
import type { YamlOutline } from '../../../kit/yaml-outline.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import { kindOf } from '../kind.ts';
import { readCloudConfig } from './cloud-config.ts';
import { readNetwork } from './network.ts';
import { partsOfArchive, partsOfMessage } from './parts.ts';

/** Networks, sysctls, embedded files and commands, and the breaches of the published schemas. */
export function toModel(outline: YamlOutline): Device {
  const root = outline.documents[0];
  const kind = kindOf(outline.text);
  if (kind === 'archive') for (const statement of outline.statements) declare(statement, 'recognised');
  if (kind === 'opaque') return { ...emptyDevice, embedded: partsOfMessage(outline.text), fragment: true };
  if (kind === 'archive') return { ...emptyDevice, embedded: partsOfArchive(root, outline.text), fragment: true };
  if (root?.kind !== 'map') return { ...emptyDevice, fragment: true };
  const to: SchemaReport = { text: outline.text, platform: 'cloud-init', templated: outline.templated, problems: [] };
  reportDuplicates(to, root);
  const fragment = outline.templated || outline.problems.length > 0;
  const network = kind === 'headless' ? networkOf(root) : undefined;
  const facts = network ? readNetwork(network, to) : readCloudConfig(root, to);
  return { ...emptyDevice, ...facts, schemaProblems: to.problems, fragment };
}

/** The network mapping of a file that is nothing else: bare, or under `network:`. */
function networkOf(root: YamlMap): YamlMap | undefined {
  const under = root.entries.length === 1 ? entryOf(root, 'network') : undefined;
  if (under) {
    under.statement.coverage = 'modelled';
    return under.value.kind === 'map' ? under.value : undefined;
  }
  return entryOf(root, 'version') && root.entries.length > 1 && !looksLikeModules(root) ? root : undefined;
}

const looksLikeModules = (root: YamlMap): boolean =>
  ['runcmd', 'write_files', 'packages', 'users', 'bootcmd'].some((key) => entryOf(root, key));
