import type { ProbeTarget } from '../protocol.ts';
import { bearing } from './bearing.ts';
import type { Part, Probe } from './probe.ts';

/**
 * The lines of a configuration that a run's parts belong to: a rule by its number, or its place where nobody numbered it; an interface
 * by its name however it is shortened. A part that is fine has a line only where it speaks against a finding.
 * @param targets what the server proposes of the document, rule by rule
 */
export function partsOnLines<T extends ProbeTarget>(
  probe: Pick<Probe, 'id' | 'confirms'>,
  parts: readonly Part[],
  targets: readonly T[],
): readonly { readonly part: Part; readonly target: T }[] {
  const own = targets.filter((target) => target.probe === probe.id);
  const byWord = new Map<string, T | 'several'>();
  for (const target of own) for (const word of wordsOf(target)) byWord.set(word, byWord.has(word) ? 'several' : target);
  return parts.flatMap((part) => {
    const found = [...wordsOf(part), ...unnumbered(part)].map((word) => byWord.get(word)).find((target) => target);
    if (!found || found === 'several') return [];
    const speaks = part.verdict.level !== 'ok' || bearing(probe, found.rule, part.verdict) !== undefined;
    return speaks ? [{ part, target: found }] : [];
  });
}

/** By the key before the place: a numbered rule that stands elsewhere on the device is another one. */
function wordsOf({ subject = '', rulePlace }: Pick<ProbeTarget, 'subject' | 'rulePlace'>): readonly string[] {
  if (!rulePlace) return [shortName(subject)];
  const { key, place } = rulePlace;
  return key === undefined ? [`${subject} place ${place}`] : [`${subject} key ${key}`];
}

/** A device numbers rules that the file does not. */
const unnumbered = ({ subject, rulePlace }: Part): readonly string[] =>
  rulePlace ? wordsOf({ subject, rulePlace: { place: rulePlace.place } }) : [];

/** `GigabitEthernet0/1` and `Gi0/1` are `gi0/1`; an address stays as it is. */
const shortName = (name: string): string => name.toLowerCase().replace(/^([a-z]{2})[a-z-]*(?=\d)/, '$1');
