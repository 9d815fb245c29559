import type { FilterRule, InterfacePattern, Match, MatchProblem } from '../../../model/filter.ts';
import type { Statement, Word } from '../../../outline.ts';
import type { RuleLine } from '../grammar/rule-line.ts';
import { unquoted } from '../outline.ts';
import { addressOf } from './ends.ts';
import { type Ports, PROTOCOLS, portsOf, problemOf } from './ports.ts';

/** The rule of one command. */
export function ruleOf(line: RuleLine, { span }: Statement): FilterRule {
  const { action, log, from, to, target, proto } = line;
  const verb = action.text.toLowerCase();
  const name = proto && unquoted(proto.text).toLowerCase();
  const theirs = sidePorts(from.port ?? from.app, name);
  const ours = sidePorts(to.port ?? to.app ?? target, name);
  const alone: readonly Ports[] = name === undefined || name === 'any' ? [{}] : [protocolOf(name, proto!)];
  const effects = [
    ...(verb === 'limit' ? ['limit'] : []),
    ...(verb === 'reject' ? ['reject'] : []),
    ...(log ? ['log'] : []),
  ];
  return {
    span,
    matches: (theirs ?? [{}]).flatMap((source) =>
      (ours ?? (theirs ? [{}] : alone)).flatMap((destination) => matchOf(line, source, destination)),
    ),
    // Six new connections in half a minute are too many; all others pass.
    action:
      verb === 'allow' || verb === 'limit'
        ? { kind: 'permit' }
        : { kind: 'deny', ...(verb === 'reject' ? { reject: true } : {}) },
    effects,
    active: true,
  };
}

/** Ports that ufw would refuse the command for. */
export const problemsOf = ({ target, from, to }: RuleLine): MatchProblem[] =>
  [target, from.port, to.port].flatMap((word) => (word ? problemOf(word) : []));

const sidePorts = (word: Word | undefined, proto: string | undefined): readonly Ports[] | undefined =>
  word && unquoted(word.text) !== 'any' ? portsOf(word, proto) : undefined;

function protocolOf(name: string, { span }: Word): Ports {
  const number = PROTOCOLS[name];
  return number === undefined ? { opaque: { text: `protocol ${name}`, span } } : { protocols: [number] };
}

function matchOf(line: RuleLine, source: Ports, destination: Ports): Match[] {
  const from = addressOf(line.from.address);
  const to = addressOf(line.to.address);
  const families = new Set([from.family, to.family].filter((one) => one !== undefined));
  if (families.size > 1) return [];
  const [family = 'both' as const] = families;
  const protocols = both(source.protocols, destination.protocols);
  const opaque = [from, to, source, destination].flatMap((one) => one.opaque ?? []);
  return [
    {
      family,
      ...(from.addresses ? { source: from.addresses } : {}),
      ...(to.addresses ? { destination: to.addresses } : {}),
      ...(protocols ? { protocol: { anyOf: protocols.map((one) => ({ first: one, last: one })) } } : {}),
      ...(source.ports ? { sourcePort: { anyOf: source.ports } } : {}),
      ...(destination.ports ? { destinationPort: { anyOf: destination.ports } } : {}),
      ...(line.inInterface ? { inInterface: { anyOf: [interfaceOf(line.inInterface)] } } : {}),
      ...(line.outInterface ? { outInterface: { anyOf: [interfaceOf(line.outInterface)] } } : {}),
      ...(opaque.length > 0 ? { opaque } : {}),
    },
  ];
}

const both = (
  one: readonly number[] | undefined,
  other: readonly number[] | undefined,
): readonly number[] | undefined => (one && other ? one.filter((number) => other.includes(number)) : (one ?? other));

/** `eth+` is every interface that begins so. */
function interfaceOf({ text }: Word): InterfacePattern {
  const name = unquoted(text);
  return name.endsWith('+') ? { name: name.slice(0, -1), prefix: true } : { name };
}
