import { parseAddress } from '../../model/address.ts';
import type { MultiChassis } from '../../model/multi-chassis.ts';
import type { Statement, Word } from '../../outline.ts';
import { isWholeNumber, located, lower, startsWith } from './facts.ts';

/** `vpc domain 10` with what stands in it and at ports (Cisco Nexus 9000 Series NX-OS Interfaces Configuration Guide, "Configuring vPCs"). */
export function vpcOf(statements: readonly Statement[]): MultiChassis | undefined {
  const block = statements.findLast(({ words }) => startsWith(words, 'vpc domain *'));
  if (!block) return undefined;
  const within = (pattern: string): Statement | undefined =>
    block.children.findLast(({ words }) => startsWith(words, pattern));
  const keepalive = within('peer-keepalive destination *');
  const virtual = within('virtual peer-link destination *');
  const ports = portsWith(statements, 'vpc');
  const link = ports.find(({ words }) => lower(words, 1) === 'peer-link');
  const missing = isEmpty(block)
    ? []
    : [...(keepalive ? [] : ['peer-keepalive destination']), ...(link || virtual ? [] : ['vpc peer-link'])];
  return {
    kind: 'vPC',
    span: block.header,
    domain: located(block.words[2]!),
    missing,
    ...addressOf(keepalive?.words[2]),
    ...(link ? { peerLink: { value: link.port.text, span: link.port.span } } : {}),
    groups: groupsIn(ports),
  };
}

/** `mlag configuration` (Arista EOS User Manual, "Multi-Chassis Link Aggregation"). */
export function mlagOf(statements: readonly Statement[]): MultiChassis | undefined {
  const block = statements.findLast(({ words }) => /^mlag(?: configuration)?$/i.test(textOf(words)));
  if (!block) return undefined;
  const within = (pattern: string): Statement | undefined =>
    block.children.findLast(({ words }) => startsWith(words, pattern));
  const domain = within('domain-id *');
  const peer = block.children.findLast(
    ({ words }) => startsWith(words, 'peer-address *') && lower(words, 1) !== 'heartbeat',
  );
  const link = within('peer-link *');
  const needed = {
    'domain-id': domain,
    'local-interface': within('local-interface *'),
    'peer-address': peer,
    'peer-link': link,
  };
  return {
    kind: 'MLAG',
    span: block.header,
    missing: isEmpty(block) ? [] : Object.entries(needed).flatMap(([name, one]) => (one ? [] : [name])),
    ...(domain?.words[1] ? { domain: located(domain.words[1]) } : {}),
    ...addressOf(peer?.words[1]),
    ...(link?.words[1] ? { peerLink: located(link.words[1]) } : {}),
    groups: groupsIn(portsWith(statements, 'mlag')),
  };
}

/** A text whose indentation is lost has what stands in it beside it. */
const isEmpty = ({ children }: Statement): boolean => children.length === 0;

interface PortLine {
  readonly port: Word;
  readonly words: readonly Word[];
}

const portsWith = (statements: readonly Statement[], first: string): readonly PortLine[] =>
  statements.flatMap(({ words, children }) =>
    lower(words, 0) === 'interface' && words[1]
      ? children.flatMap((one) => (lower(one.words, 0) === first ? [{ port: nameOf(words), words: one.words }] : []))
      : [],
  );

/** `interface port-channel10`, `interface port-channel 10` */
function nameOf(words: readonly Word[]): Word {
  const [, first, second] = words;
  return second && isWholeNumber(second.text)
    ? { ...first!, text: `${first!.text}${second.text}`, span: { start: first!.span.start, end: second.span.end } }
    : first!;
}

const groupsIn = (ports: readonly PortLine[]): MultiChassis['groups'] =>
  ports.flatMap(({ port, words }) => {
    const [, id] = words;
    return id && isWholeNumber(id.text)
      ? [{ id: { value: Number(id.text), span: id.span }, interface: port.text }]
      : [];
  });

function addressOf(word: Word | undefined): Pick<MultiChassis, 'peer'> {
  const address = word && parseAddress(word.text);
  return address ? { peer: { value: address, span: word.span } } : {};
}

const textOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');
