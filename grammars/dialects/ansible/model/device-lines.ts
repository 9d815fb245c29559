import { childOf, type YamlNode, type YamlScalar } from '../../../kit/yaml-node.ts';
import type { Embedded, EmbeddedSegment } from '../../../model/device.ts';
import type { Task } from '../tasks.ts';

/** Modules that send lines to a device, by what it speaks. */
const DEVICES: Readonly<Record<string, string>> = {
  ios_config: 'ios',
  eos_config: 'eos',
  nxos_config: 'nxos',
  iosxr_config: 'iosxr',
  asa_config: 'asa',
  junos_config: 'junos',
  vyos_config: 'vyos',
};

/** `cisco.ios.ios_config: {parents: interface Gi0/1, lines: [ip address ...]}`: the lines below their parents, as the device gets them. */
export function deviceLines(task: Task, host: string): Embedded[] {
  const dialect = DEVICES[task.module];
  if (dialect === undefined) return [];
  const parents = scalarsOf(childOf(task.arguments, 'parents'));
  const lines = ['before', 'lines', 'commands', 'after'].flatMap((key) => scalarsOf(childOf(task.arguments, key)));
  if (lines.length === 0) return [];
  const segments: EmbeddedSegment[] = [];
  let text = '';
  const add = (scalar: YamlScalar, depth: number): void => {
    text += ' '.repeat(depth);
    segments.push(segmentOf(scalar, text.length, host));
    text += `${scalar.value}\n`;
  };
  for (const [depth, one] of parents.entries()) add(one, depth);
  for (const one of lines) add(one, parents.length);
  return [{ text, dialect, segments, part: true, indent: '' }];
}

/** A list, or one alone; what has line ends of its own is a text, not a line. */
function scalarsOf(node: YamlNode | undefined): YamlScalar[] {
  const nodes = node?.kind === 'seq' ? node.items.map(({ value }) => value) : node ? [node] : [];
  return nodes.flatMap((one) =>
    one.kind === 'scalar' && one.style !== 'empty' && !one.opaque && !one.value.includes('\n') ? [one] : [],
  );
}

function segmentOf({ span, value, style }: YamlScalar, start: number, host: string): EmbeddedSegment {
  const quoted = style === 'single' || style === 'double';
  const inner = quoted ? { start: span.start + 1, end: span.end - 1 } : span;
  const linear = host.slice(inner.start, inner.end) === value;
  return { start, end: start + value.length, host: linear ? inner : span, linear };
}
