import type { Embedded, Sysctl } from '../../model/device.ts';
import type { Span } from '../../text/span.ts';
import { segmentAt } from '../yaml-embedded.ts';
import { dottedKey } from './conntrack-timers.ts';

/** /etc/sysctl.conf, and the files of sysctl.d wherever they may be. */
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

/** Where a piece of the file stands in the text around it. */
export function place(start: number, end: number, file: Pick<Embedded, 'segments'>): Span {
  const segment = segmentAt(file.segments, start);
  if (!segment || end > segment.end) return segment?.host ?? file.segments[0]?.host ?? { start: 0, end: 0 };
  const from = segment.host.start - segment.start;
  return segment.linear ? { start: from + start, end: from + end } : segment.host;
}
