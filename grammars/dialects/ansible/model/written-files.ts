import { isSysctlFile, sysctlsOfFile } from '../../../kit/linux/sysctl-file.ts';
import { embeddedText } from '../../../kit/yaml-embedded.ts';
import { childOf } from '../../../kit/yaml-node.ts';
import type { Embedded, Sysctl } from '../../../model/device.ts';
import { argument, type Task } from '../tasks.ts';

interface WrittenFile {
  readonly embedded: readonly Embedded[];
  readonly sysctls: readonly Sysctl[];
}

const NOTHING: WrittenFile = { embedded: [], sysctls: [] };

/** What `copy` and `blockinfile` write, under the path that they write it to: the first the whole file, the second a part of it. */
export function writtenFile(task: Task, host: string): WrittenFile {
  const whole = task.module === 'copy';
  if (!whole && task.module !== 'blockinfile') return NOTHING;
  const content = childOf(task.arguments, whole ? 'content' : 'block');
  const path = argument(task, 'dest', 'path');
  if (content?.kind !== 'scalar' || content.opaque || content.style === 'empty' || path === undefined) return NOTHING;
  const file = embeddedText(content, host);
  if (isSysctlFile(path)) {
    task.entry.statement.coverage = 'modelled';
    return { embedded: [], sysctls: sysctlsOfFile(file) };
  }
  return { embedded: [{ ...file, path, ...(whole ? {} : { part: true }) }], sysctls: [] };
}
