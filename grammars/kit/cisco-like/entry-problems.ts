import type { MatchProblem } from '../../model/filter.ts';
import type { Word } from '../../outline.ts';
import { cover } from '../../text/span.ts';
import type { AccessEntry, OptionForm, PortForm } from './access-entry.ts';
import { protocolNumber } from './access-match.ts';
import type { Names } from './names.ts';

const PORTED = [6, 17, 132];
const ICMP = [1, 58];

interface Platform {
  readonly names: Names;
  readonly reversedRange?: 'refused' | 'turned';
}

/** What the platform refuses of an entry whose form is right, and the ranges that it turns round by itself. */
export function entryProblems(entry: AccessEntry, { names, reversedRange }: Platform): MatchProblem[] {
  const ports = [entry.sourcePort, entry.destinationPort].filter((one) => one !== undefined);
  const problems = ports.flatMap((port) => portProblems(port, reversedRange));
  const { protocol } = entry;
  if (!protocol || protocol.kind === 'group') return problems;
  const number = protocolNumber(protocol.word.text, 'ipv4', names) ?? protocolNumber(protocol.word.text, 'ipv6', names);
  if (number === undefined) return problems;
  const has = (allowed: readonly number[]): boolean => number !== 'all' && allowed.includes(number);
  const written = protocol.word.text;
  const [port] = ports;
  if (port && !has(PORTED))
    problems.push(without('ports-without-protocol', port.words, written, repair(protocol.word, port, names)));
  const flags = entry.options.find((option) => option.kind === 'established' || option.kind === 'flags');
  if (flags && !has([6])) problems.push(without('flags-without-tcp', wordsOf(flags, protocol.word), written));
  const types = entry.options.find((option) => option.kind === 'icmp');
  if (types && !has([...ICMP, 2])) {
    const words = wordsOf(types, protocol.word);
    problems.push(without('icmp-without-icmp', words, written, has(PORTED) ? equals(words) : undefined));
  }
  return problems;
}

/** Words after `eq`, `range` and so on that are neither a number nor a name of a port: a slip, if one is near. */
export function slips(words: readonly Word[], names: Names): MatchProblem[] {
  const known = /^udp$/i.test(words[1]?.text ?? '') ? names.udpPorts : names.tcpPorts;
  const at = words.findIndex(({ text }, index) => index > 2 && /^(?:eq|neq|lt|gt|range)$/i.test(text));
  const word = at < 0 ? undefined : words.slice(at + 1, at + 3).find(({ text }) => !isPort(text, names));
  if (!word || !/^[a-z][a-z\d-]{2,}$/i.test(word.text)) return [];
  return [{ kind: 'unknown-port', span: word.span, written: word.text, effect: 'refused', known: [...known.keys()] }];
}

const isPort = (text: string, { tcpPorts, udpPorts }: Names): boolean =>
  /^\d+$/.test(text) || tcpPorts.has(text.toLowerCase()) || udpPorts.has(text.toLowerCase());

function portProblems({ operator, words }: PortForm, reversed: Platform['reversedRange']): MatchProblem[] {
  if (operator === 'group') return [];
  const high = words.find(({ text }) => /^\d+$/.test(text) && Number(text) > 65_535);
  if (high) return [{ kind: 'port-too-high', span: high.span, written: high.text, effect: 'refused' }];
  const [first, last] = words;
  if (operator !== 'range' || !first || !last || !/^\d+$/.test(first.text) || !/^\d+$/.test(last.text)) return [];
  if (Number(first.text) <= Number(last.text) || !reversed) return [];
  const edits = [
    { span: first.span, newText: last.text },
    { span: last.span, newText: first.text },
  ];
  return [
    {
      kind: 'range-reversed',
      span: cover(first.span, last.span),
      written: `${first.text} ${last.text}`,
      effect: reversed,
      repair: { text: `${last.text} ${first.text}`, edits },
    },
  ];
}

const without = (
  kind: MatchProblem['kind'],
  words: readonly Word[],
  protocol: string,
  fix?: MatchProblem['repair'],
): MatchProblem => ({
  kind,
  span: cover(words[0]!.span, words.at(-1)!.span),
  written: words.map(({ text }) => text).join(' '),
  effect: 'refused',
  protocol,
  ...(fix ? { repair: fix } : {}),
});

/** `ip` where a protocol with ports was meant: the name or the usual service says which. */
function repair(protocol: Word, { words }: PortForm, { tcpPorts, udpPorts }: Names): MatchProblem['repair'] {
  if (!/^ip(?:v[46])?$/i.test(protocol.text)) return undefined;
  const udp = words.every(({ text }) => USUALLY_UDP.has(text) || (udpPorts.has(text) && !tcpPorts.has(text)));
  const text = udp ? 'udp' : 'tcp';
  return { text, edits: [{ span: protocol.span, newText: text }] };
}

/** A number where a port needs `eq` before it. */
function equals([first, ...more]: readonly Word[]): MatchProblem['repair'] {
  if (!first || more.length > 0 || !/^\d+$/.test(first.text)) return undefined;
  const text = `eq ${first.text}`;
  return { text, edits: [{ span: first.span, newText: text }] };
}

const USUALLY_UDP: ReadonlySet<string> = new Set(
  '53 domain 67 68 69 123 161 162 500 514 520 1812 1813 4500'.split(' '),
);

const wordsOf = (option: OptionForm, otherwise: Word): readonly Word[] =>
  'words' in option ? option.words : [otherwise];
