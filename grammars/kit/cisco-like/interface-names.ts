import type { Interface } from '../../model/interface.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located } from '../../text/span.ts';
import { located } from './facts.ts';

/** `interface Vlan 1000` is `Vlan1000`; `point-to-point` is no part of the name; a range is named as it is written. */
export function interfaceName(statement: Statement): Located<string> | undefined {
  const [, first, second] = statement.words;
  if (!first) return undefined;
  if (first.text.toLowerCase() === 'range') return restOf(statement.words, 2);
  return second && /^[a-z-]+$/i.test(first.text) && /^\d/.test(second.text)
    ? at(first.text + second.text, { start: first.span.start, end: second.span.end })
    : located(first);
}

/** The name of the interface that `Gi0/1` means, where one is written out and no other fits. */
export function fullNames(interfaces: readonly Interface[]): (name: string) => string {
  const byNumber = new Map<string, string[]>();
  for (const { name } of interfaces) {
    const number = numberOf(name.value);
    const known = byNumber.get(number);
    if (known) known.push(name.value);
    else byNumber.set(number, [name.value]);
  }
  return (name) => {
    const written = name.toLowerCase();
    const fitting = (byNumber.get(numberOf(name)) ?? []).filter((full) => {
      const letters = full.toLowerCase().slice(0, full.length - numberOf(full).length);
      return letters.startsWith(written.slice(0, written.length - numberOf(name).length));
    });
    const exact = fitting.find((full) => full.toLowerCase() === written);
    return exact ?? (fitting.length === 1 ? fitting[0]! : name);
  };
}

/** `0/1.20` of `GigabitEthernet0/1.20` */
function numberOf(name: string): string {
  let start = name.length;
  while (start > 0 && '0123456789/.:'.includes(name[start - 1]!)) start -= 1;
  return name.slice(start);
}

/** The words from there on as one text. */
export function restOf(words: readonly Word[], from: number): Located<string> | undefined {
  const rest = words.slice(from);
  if (rest.length === 0) return undefined;
  return at(rest.map((word) => word.text).join(' '), { start: rest[0]!.span.start, end: rest.at(-1)!.span.end });
}
