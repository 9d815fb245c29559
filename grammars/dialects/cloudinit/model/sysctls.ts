import { dottedKey } from '../../../kit/linux/conntrack-timers.ts';
import type { Sysctl } from '../../../model/device.ts';
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
