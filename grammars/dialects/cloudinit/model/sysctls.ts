import { dottedKey } from '../../../kit/linux/conntrack-timers.ts';
import { segmentAt } from '../../../kit/yaml-embedded.ts';
import type { Embedded, Sysctl } from '../../../model/device.ts';
import type { Span } from '../../../text/span.ts';
import { type HostCommand, programOf } from './commands.ts';

/** `sysctl -w a.b=1`, `sysctl a.b=1`, `echo 1 > /proc/sys/a/b` */
export function sysctlsOfCommand(command: HostCommand): Sysctl[] {
  const { name, words } = programOf(command);
  if (name === 'echo' && command.output?.sure && command.output.text.startsWith('/proc/sys/')) {
    const value = words[1];
    if (words.length !== 2 || !value?.sure) return [];
    const key = command.output.text.slice('/proc/sys/'.length);
    return [
      {
        key: { value: dottedKey(key), span: command.output.span },
        value: { value: value.text, span: value.span },
        span: command.span,
      },
    ];
  }
  if (name !== 'sysctl') return [];
  return words.slice(1).flatMap((word) => {
    const equals = word.text.indexOf('=');
    if (!word.sure || word.text.startsWith('-') || equals <= 0) return [];
    const split = word.span.start + equals;
    const span = (start: number, end: number): Span => (word.literal ? { start, end } : word.span);
    return [
      {
        key: { value: dottedKey(word.text.slice(0, equals)), span: span(word.span.start, split) },
        value: { value: word.text.slice(equals + 1), span: span(split + 1, word.span.end) },
        span: command.span,
      },
    ];
  });
}

export const isSysctlFile = (path: string): boolean =>
  /^\/(?:etc|usr\/lib|usr\/local\/lib|run|lib)\/sysctl(?:\.d\/|\.conf$)/.test(path);

/** The lines of a file of sysctl.d, at their places in the YAML. */
export function sysctlsOfFile(file: Pick<Embedded, 'text' | 'segments'>): Sysctl[] {
  const found: Sysctl[] = [];
  const line = /[^\n]+/g;
  for (let match = line.exec(file.text); match; match = line.exec(file.text)) {
    const setting = /^(\s*-?\s*)([\w./*-]+)(\s*=\s*)(.*?)\s*$/.exec(match[0]);
    if (!setting) continue;
    const keyStart = match.index + setting[1]!.length;
    const keyEnd = keyStart + setting[2]!.length;
    const valueStart = keyEnd + setting[3]!.length;
    const valueEnd = valueStart + setting[4]!.length;
    found.push({
      key: { value: dottedKey(setting[2]!), span: place(keyStart, keyEnd, file) },
      value: { value: setting[4]!, span: place(valueStart, valueEnd, file) },
      span: place(keyStart, valueEnd, file),
    });
  }
  return found;
}

function place(start: number, end: number, file: Pick<Embedded, 'segments'>): Span {
  const segment = segmentAt(file.segments, start);
  if (!segment || end > segment.end) return segment?.host ?? file.segments[0]?.host ?? { start: 0, end: 0 };
  const from = segment.host.start - segment.start;
  return segment.linear ? { start: from + start, end: from + end } : segment.host;
}
