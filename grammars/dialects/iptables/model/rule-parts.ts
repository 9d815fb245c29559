import { argumentOf, type RuleLine, type RulePart } from '../grammar/rule-line.ts';
import type { MatchPart } from './match.ts';

/** The parts of a rule by what they are about. */
export interface RuleParts {
  readonly matches: readonly MatchPart[];
  readonly jump: RulePart | undefined;
  readonly targetOptions: readonly RulePart[];
  /** `-4` or `-6`: the line is skipped by the program of the other family. */
  readonly only: 'ipv4' | 'ipv6' | undefined;
  /** Every option is known, and there is one target at most. */
  readonly understood: boolean;
}

/** Options that are the rule's wherever they stand; others belong to the `-m`, `-p` or `-j` before them. */
const EVERYWHERE =
  /^(?:source|destination|in-interface|out-interface|protocol|fragment|match|comment|set-counters|ipv[46]|(?:source|destination)-ports?|ports|syn|tcp-flags|icmp-type|icmpv6-type|ctstate|state|src-range|dst-range|table|wait|verbose)$/;

export function ruleParts(line: RuleLine): RuleParts {
  const matches: MatchPart[] = [];
  const jumps: RulePart[] = [];
  const targetOptions: RulePart[] = [];
  let only: RuleParts['only'];
  let owner = '';
  let inTarget = false;
  for (const written of line.parts) {
    // Short for `--protocol`, and an option of `-m policy`.
    const part = written.name === 'proto' && owner !== 'policy' ? { ...written, name: 'protocol' } : written;
    if (part.name === 'jump' || part.name === 'goto') {
      jumps.push(part);
      inTarget = true;
      continue;
    }
    if (part.name === 'ipv4' || part.name === 'ipv6') only = part.name;
    const everywhere = EVERYWHERE.test(part.name);
    if (part.name === 'match' || part.name === 'protocol') {
      owner = argumentOf(part);
      inTarget = false;
    }
    if (inTarget && !everywhere) targetOptions.push(part);
    else matches.push({ part, module: everywhere ? '' : owner });
  }
  return {
    matches,
    jump: jumps[0],
    targetOptions,
    only,
    understood: jumps.length <= 1 && line.parts.every((part) => part.known),
  };
}
