import { isResolvConf, resolversOfFile } from '../../../kit/linux/resolv-conf.ts';
import { isSysctlFile, sysctlsOfFile } from '../../../kit/linux/sysctl-file.ts';
import { embeddedText } from '../../../kit/yaml-embedded.ts';
import { booleanOf, childOf, entryOf, itemsOf, textOf, type YamlMap } from '../../../kit/yaml-node.ts';
import type { Embedded, Resolver, Sysctl } from '../../../model/device.ts';
import { listenersOf } from './listeners.ts';

/** Files that `write_files` writes: offered for review under their path; sysctl files are read here. Encoded ones are only known to be there. */
export function writtenFiles(
  root: YamlMap,
  host: string,
): { embedded: Embedded[]; sysctls: Sysctl[]; resolvers: readonly Resolver[] } {
  const embedded: Embedded[] = [];
  const sysctls: Sysctl[] = [];
  let resolvers: readonly Resolver[] = [];
  for (const { value } of itemsOf(childOf(root, 'write_files'))) {
    const content = childOf(value, 'content');
    const path = textOf(childOf(value, 'path'));
    const encoding = textOf(childOf(value, 'encoding')) ?? 'text/plain';
    if (content?.kind !== 'scalar' || content.opaque || content.style === 'empty') continue;
    if (encoding !== 'text/plain' || path === undefined) continue;
    const file = embeddedText(content, host);
    if (isSysctlFile(path)) {
      sysctls.push(...sysctlsOfFile(file));
      entryOf(value, 'content')!.statement.coverage = 'modelled';
      continue;
    }
    // The last one stays.
    if (isResolvConf(path)) resolvers = resolversOfFile(file);
    // What is appended to a file is no file.
    if (booleanOf(childOf(value, 'append')) !== true) embedded.push({ ...file, path });
  }
  const listeners = listenersOf(embedded);
  return {
    embedded: listeners.length > 0 ? embedded.map((file) => ({ ...file, listeners })) : embedded,
    sysctls,
    resolvers,
  };
}
