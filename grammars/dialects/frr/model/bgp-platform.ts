import type { BgpPlatform } from '../../../kit/cisco-like/bgp.ts';
import { readMed } from '../../../kit/cisco-like/bgp-med.ts';
import { lower, startsWith } from '../../../kit/cisco-like/facts.ts';
import type { BgpProcess } from '../../../model/bgp.ts';
import type { Statement } from '../../../outline.ts';

/** BGP as FRR has it, with the defaults of the version and the profile that the text names. */
export const bgpPlatform = (statements: readonly Statement[]): BgpPlatform => ({
  implicitIpv4: true,
  takesMorePaths: true,
  vrfsAsGlobal: true,
  processForAll: false,
  refusesUndeclared: true,
  withoutPolicy: defaultPolicy(statements),
  facts: { checksTtl: true, ...defaultHold(statements) },
  readProcess: (words, negated, draft) => {
    if (startsWith(words, 'bgp ebgp-requires-policy'))
      draft.withoutPolicy = negated ? 'exchanges-all' : 'exchanges-nothing';
    else return readMed(words, negated, draft);
    return true;
  },
});

/**
 * `bgp ebgp-requires-policy` is the default from 7.4 on in the profile `traditional`, and not in `datacenter`
 * (FRR documentation, "BGP", RFC 8212).
 */
function defaultPolicy(statements: readonly Statement[]): BgpProcess['withoutPolicy'] {
  const version = /^(\d+)\.(\d+)/.exec(named(statements, 'version') ?? '');
  if (!version) return undefined;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < 7 || (major === 7 && minor < 4)) return 'exchanges-all';
  const profile = named(statements, 'defaults');
  if (profile === 'traditional') return 'exchanges-nothing';
  return profile === 'datacenter' ? 'exchanges-all' : undefined;
}

/** 9 s in the profile `datacenter` (FRR documentation, "Basic Setup", Profiles); a file that names no profile has the one of its build. */
function defaultHold(statements: readonly Statement[]): Pick<BgpProcess, 'defaultHold'> {
  const profile = named(statements, 'defaults');
  if (profile === 'traditional') return { defaultHold: 180 };
  return profile === 'datacenter' ? { defaultHold: 9 } : {};
}

/** `frr version 8.4`, `frr defaults traditional` */
const named = (statements: readonly Statement[], key: string): string | undefined =>
  statements.find(({ words }) => lower(words, 0) === 'frr' && lower(words, 1) === key)?.words[2]?.text;
