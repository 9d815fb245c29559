import { dottedKey } from '../../../kit/linux/conntrack-timers.ts';
import { childOf, type YamlScalar } from '../../../kit/yaml-node.ts';
import type { Sysctl } from '../../../model/device.ts';
import { argument, isFilledIn, type Task } from '../tasks.ts';

/** `ansible.posix.sysctl: {name: net.ipv4.ip_forward, value: '1'}`; one that is taken out, or put together of variables, says nothing. */
export function sysctlOf(task: Task): Sysctl[] {
  if (task.module !== 'sysctl' || argument(task, 'state') === 'absent') return [];
  const [key, value] = [scalar(task, 'name') ?? scalar(task, 'key'), scalar(task, 'value') ?? scalar(task, 'val')];
  if (!key || !value) return [];
  task.entry.statement.coverage = 'modelled';
  for (const { statement } of task.arguments?.kind === 'map' ? task.arguments.entries : [])
    statement.coverage = 'modelled';
  return [
    {
      key: { value: dottedKey(key.value), span: innerSpan(key) },
      value: { value: value.value, span: innerSpan(value) },
      span: task.entry.statement.span,
    },
  ];
}

function scalar(task: Task, name: string): YamlScalar | undefined {
  const node = childOf(task.arguments, name);
  return node?.kind === 'scalar' && node.style !== 'empty' && !node.opaque && !isFilledIn(node.value)
    ? node
    : undefined;
}

/** Without quotes. */
const innerSpan = ({ style, span }: YamlScalar): YamlScalar['span'] =>
  style === 'single' || style === 'double' ? { start: span.start + 1, end: span.end - 1 } : span;
