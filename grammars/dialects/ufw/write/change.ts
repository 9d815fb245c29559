import type { Change } from '../../../change.ts';
import { lineEndOf, lineOf, removal } from '../../../kit/statement-layout.ts';
import { formatAddress } from '../../../model/address.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, Match } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';

/** Commands are taken out, moved and written as lines of their own; those that a number places stay where they are. */
export function write(change: Change, { text }: Outline, device: Device): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return removal(text, change.spans);
    case 'delete-rule':
      return removal(text, [device.filters[change.filter]!.rules[change.rule]!.span]);
    case 'move-rule':
      return moved(change, text, device);
    case 'insert-rule':
      return inserted(change, text, device);
    case 'set-fallback': {
      const { span } = device.filters[change.filter]!.fallback;
      const setting = span && /^[A-Z]+$/.test(text.slice(span.start, span.end));
      const word = change.action === 'permit' ? (setting ? 'ACCEPT' : 'allow') : setting ? 'DROP' : 'deny';
      return span && [{ span, newText: word }];
    }
    default:
      return undefined;
  }
}

const inOrder = ({ rules }: Filter): boolean => !rules.some(({ sorted }) => sorted);

function moved(
  { filter, rule, before }: Extract<Change, { kind: 'move-rule' }>,
  text: string,
  device: Device,
): TextEdit[] | undefined {
  const own = device.filters[filter]!;
  const [moving, target] = [own.rules[rule], own.rules[before]];
  if (!inOrder(own) || !moving || !target || target.implicit) return undefined;
  const line = lineOf(text, moving.span);
  const at = lineOf(text, target.span).start;
  const whole = text.slice(line.start, line.end);
  const ended = /[\r\n]$/.test(whole) ? whole : `${whole}${lineEndOf(text)}`;
  return [
    { span: { start: at, end: at }, newText: ended },
    { span: line, newText: '' },
  ];
}

function inserted(
  { filter, before, action, match, log }: Extract<Change, { kind: 'insert-rule' }>,
  text: string,
  device: Device,
): TextEdit[] | undefined {
  const own = device.filters[filter]!;
  const words = wordsOf(match, own);
  const next = own.rules[before];
  const last = own.rules.findLast(({ implicit }) => !implicit);
  if (!words || !last || !inOrder(own) || next?.implicit) return undefined;
  const beside = next ?? last;
  const line = lineOf(text, beside.span);
  const lead = /^[ \t]*(?:sudo[ \t]+)?(?:\S*ufw)/.exec(text.slice(line.start, line.end))?.[0];
  if (lead === undefined) return undefined;
  const way = own.hook === 'output' ? ' out' : '';
  const routed = own.hook === 'forward' ? ' route' : '';
  const command = `${lead}${routed} ${action === 'permit' ? 'allow' : 'deny'}${way}${log ? ' log' : ''} ${words}`;
  if (next) return [{ span: { start: line.start, end: line.start }, newText: `${command}${lineEndOf(text)}` }];
  const open = line.end === text.length && !/[\r\n]$/.test(text);
  return [
    {
      span: { start: line.end, end: line.end },
      newText: open ? `${lineEndOf(text)}${command}` : `${command}${lineEndOf(text)}`,
    },
  ];
}

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
