import type { Change } from '../../../change.ts';
import { type LinePlace, placeAt, type RuleLines, ruleLineEdits } from '../../../kit/rule-lines.ts';
import { lineOf } from '../../../kit/statement-layout.ts';
import { formatAddress } from '../../../model/address.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, Match } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';

/** Commands are taken out, moved and written as lines of their own; those that a number places stay where they are. */
export function write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  if (change.kind !== 'set-fallback') return ruleLineEdits(change, outline, device, linesOf(outline.text));
  const { span } = device.filters[change.filter]!.fallback;
  const setting = span && /^[A-Z]+$/.test(outline.text.slice(span.start, span.end));
  const word = change.action === 'permit' ? (setting ? 'ACCEPT' : 'allow') : setting ? 'DROP' : 'deny';
  return span && [{ span, newText: word }];
}

interface Place extends LinePlace {
  /** `sudo ufw` */
  readonly command: string;
}

const linesOf = (text: string): RuleLines<Place> => ({
  linesFor: (filter, { match, action, log }, { command }) => {
    const words = wordsOf(match, filter);
    const way = filter.hook === 'output' ? ' out' : '';
    const routed = filter.hook === 'forward' ? ' route' : '';
    const verdict = action === 'permit' ? 'allow' : 'deny';
    return words === undefined ? undefined : [`${command}${routed} ${verdict}${way}${log ? ' log' : ''} ${words}`];
  },
  placeBefore: ({ rules }, before) => {
    const next = rules[before];
    const beside = next ?? rules.findLast(({ implicit }) => !implicit);
    if (!beside || beside.implicit) return undefined;
    const line = lineOf(text, beside.span);
    const command = /^[ \t]*(?:sudo[ \t]+)?(?:\S*ufw)/.exec(text.slice(line.start, line.end))?.[0];
    if (command === undefined) return undefined;
    return next ? { at: line.start, lead: '', command } : { ...placeAt(text, line.end), command };
  },
});

const PROTOCOLS: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' };

/** The long form; undefined for what ufw's commands cannot say. */
function wordsOf(
  { family, source, destination, protocol, destinationPort, ...more }: Match,
  { hook }: Filter,
): string | undefined {
  if (Object.values(more).some((value) => value !== undefined)) return undefined;
  if (family !== 'both' && !source && !destination)
    return hook === undefined ? undefined : familyWords(family, protocol, destinationPort);
  const [from, to] = [source, destination].map((field) => {
    if (!field) return 'any';
    const [term] = field.anyOf;
    return field.anyOf.length === 1 && !field.except?.length && !field.negated && term?.kind === 'prefix'
      ? `${formatAddress(term.family, term.address)}/${term.length}`
      : undefined;
  });
  const rest = portWords(protocol, destinationPort);
  return from && to && rest ? `${rest.proto}from ${from} to ${to}${rest.port}` : undefined;
}

/** For one family its whole space stands where an address would. */
function familyWords(
  family: 'ipv4' | 'ipv6',
  protocol: Match['protocol'],
  ports: Match['destinationPort'],
): string | undefined {
  const rest = portWords(protocol, ports);
  return rest && `${rest.proto}from any to ${family === 'ipv4' ? '0.0.0.0/0' : '::/0'}${rest.port}`;
}

function portWords(
  protocol: Match['protocol'],
  ports: Match['destinationPort'],
): { proto: string; port: string } | undefined {
  if (!protocol) return ports ? undefined : { proto: '', port: '' };
  const [one, more] = protocol.anyOf;
  const name = one && one.first === one.last && !more && !protocol.negated ? PROTOCOLS[one.first] : undefined;
  if (name === undefined || ports?.negated || ports?.except?.length) return undefined;
  const list = ports?.anyOf.map(({ first, last }) => (first === last ? String(first) : `${first}:${last}`)).join(',');
  return { proto: `proto ${name} `, port: list === undefined ? '' : ` port ${list}` };
}
