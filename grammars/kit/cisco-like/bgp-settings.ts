import type { BgpAddressFamily, BgpTimers, LocalRole, MaxPrefix, PolicyUse, Written } from '../../model/bgp.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, type Located, type Span } from '../../text/span.ts';
import { after, isWholeNumber, located, lower, numberAt } from './facts.ts';

/** What is said of a session, by a neighbour, a peer group or a session template. */
export interface SessionSettings {
  remoteAs?: Located<number | 'external' | 'internal'>;
  localAs?: number;
  localAsAlone?: 'received' | 'both';
  description?: string;
  shutdown?: boolean;
  timers?: BgpTimers;
  advertisementInterval?: Located<number>;
  multihop?: Located<number>;
  bfd?: boolean;
  connectedCheckOff?: boolean;
  ttlSecurity?: Located<number>;
  authentication?: Written;
  updateSource?: Located<string>;
  localRole?: LocalRole;
}

/** What is said of one address family. */
export interface PolicySettings {
  active?: boolean;
  readonly policies: Map<string, { readonly use: PolicyUse; readonly direction: 'in' | 'out' }>;
  maxPrefix?: MaxPrefix;
  facts?: FamilyFacts;
  /** Whether several paths may come and go (RFC 7911), where the line says so. */
  morePaths?: MorePaths;
}

/** `additional-paths send receive`, of a neighbour or of a family of the process. */
export interface MorePaths {
  readonly sends: boolean;
  readonly receives: boolean;
  /** Of the process: every path may be sent. */
  readonly selectsAll?: boolean;
}

/** What a neighbour is sent, by family; each as written nearest to it. */
export type FamilyFacts = Pick<
  BgpAddressFamily,
  | 'sendsCommunities'
  | 'removesPrivateAs'
  | 'removesEveryPrivateAs'
  | 'replacesPrivateAs'
  | 'receivesPaths'
  | 'sendsAllPaths'
  | 'nextHopSelf'
  | 'defaultOriginate'
  | 'reflectorClient'
  | 'weight'
  | 'allowsOwnAs'
  | 'sendsBack'
>;

export const noPolicies = (): PolicySettings => ({ policies: new Map() });

/** The later argument gives only what the earlier one leaves open. */
export function overSession(own: SessionSettings, inherited: SessionSettings): SessionSettings {
  return { ...inherited, ...own };
}

export function overPolicy(own: PolicySettings, inherited: PolicySettings): PolicySettings {
  return {
    ...(inherited.active === undefined ? {} : { active: inherited.active }),
    ...(inherited.maxPrefix ? { maxPrefix: inherited.maxPrefix } : {}),
    ...(own.active === undefined ? {} : { active: own.active }),
    ...(own.maxPrefix ? { maxPrefix: own.maxPrefix } : {}),
    ...((own.morePaths ?? inherited.morePaths) ? { morePaths: (own.morePaths ?? inherited.morePaths)! } : {}),
    facts: { ...inherited.facts, ...own.facts },
    policies: new Map([...inherited.policies, ...own.policies]),
  };
}

const POLICY_KINDS: Readonly<Record<string, PolicyUse['kind']>> = {
  'route-map': 'route-policy',
  'route-policy': 'route-policy',
  'prefix-list': 'prefix-list',
  'filter-list': 'as-path-list',
  'distribute-list': 'access-list',
};

/** `words`: what follows `neighbor X`, or a template's line. @returns whether it was one of these settings. */
export function readPolicy(words: readonly Word[], negated: boolean, settings: PolicySettings, span: Span): boolean {
  const keyword = lower(words, 0);
  if (keyword === 'activate') {
    settings.active = !negated;
    return true;
  }
  // `rcf in FUNCTION()`: a routing control function is a policy by another name.
  if (keyword === 'rcf') {
    const direction = lower(words, 1);
    if (!words[2] || (direction !== 'in' && direction !== 'out')) return false;
    if (negated) settings.policies.delete(`rcf ${direction}`);
    else
      settings.policies.set(`rcf ${direction}`, { use: { kind: 'route-policy', name: located(words[2]) }, direction });
    return true;
  }
  const kind = POLICY_KINDS[keyword];
  if (kind !== undefined) {
    const name = words[1];
    const direction = lower(words, 2);
    if (!name || (direction !== 'in' && direction !== 'out')) return false;
    if (negated) settings.policies.delete(`${kind} ${direction}`);
    else settings.policies.set(`${kind} ${direction}`, { use: { kind, name: located(name) }, direction });
    return true;
  }
  if (keyword === 'additional-paths') {
    settings.morePaths = morePathsOf(words, negated);
    return true;
  }
  const fact = familyFact(keyword, words, negated, span);
  if (fact) {
    settings.facts = { ...settings.facts, ...fact };
    return true;
  }
  if (keyword !== 'maximum-prefix' && keyword !== 'maximum-routes') return false;
  if (negated) delete settings.maxPrefix;
  else {
    const limit = maxPrefixOf(words, span);
    if (!limit) return false;
    settings.maxPrefix = limit;
  }
  return true;
}

function familyFact(keyword: string, words: readonly Word[], negated: boolean, span: Span): FamilyFacts | undefined {
  if (keyword === 'send-community')
    // `extended` alone leaves the standard ones out.
    return lower(words, 1) === 'extended' ? {} : { sendsCommunities: !negated };
  if (keyword === 'remove-private-as')
    return {
      removesPrivateAs: !negated,
      removesEveryPrivateAs: !negated && says(words, 'all'),
      replacesPrivateAs: !negated && says(words, 'replace-as'),
    };
  if (keyword === 'next-hop-self') return { nextHopSelf: !negated };
  if (keyword === 'route-reflector-client') return { reflectorClient: !negated };
  if (keyword === 'disable-peer-as-check') return { sendsBack: !negated };
  if (keyword === 'advertise' && lower(words, 1) === 'additional-paths')
    return { sendsAllPaths: !negated && says(words, 'all') };
  if (keyword === 'addpath-tx-all-paths') return { sendsAllPaths: !negated };
  if (keyword === 'disable-addpath-rx') return { receivesPaths: negated };
  // Where it says no number, three times.
  if (keyword === 'allowas-in' && !negated) return { allowsOwnAs: numberAt(words[1])?.value ?? 3 };
  const weight = keyword === 'weight' && !negated ? numberAt(words[1]) : undefined;
  if (weight) return { weight: weight.value };
  if (keyword !== 'default-originate' || negated) return undefined;
  const policy = after(words, 'route-map');
  return { defaultOriginate: { ...(policy ? { policy: located(policy) } : {}), span } };
}

/** `additional-paths send receive`, `additional-paths disable` */
export const morePathsOf = (words: readonly Word[], negated: boolean): MorePaths => ({
  sends: !negated && says(words, 'send'),
  receives: !negated && says(words, 'receive'),
});

const says = (words: readonly Word[], wanted: string): boolean =>
  words.some(({ text }) => text.toLowerCase() === wanted);

/** `maximum-prefix 500 80 restart 15`, `maximum-prefix 500 warning-only` */
function maxPrefixOf(words: readonly Word[], span: Span): MaxPrefix | undefined {
  const limit = numberAt(words[1]);
  if (!limit) return undefined;
  const threshold = isWholeNumber(words[2]?.text) ? Number(words[2].text) : undefined;
  const restart = after(words, 'restart');
  return {
    limit,
    ...(threshold === undefined ? {} : { threshold }),
    warningOnly: words.some((word) => word.text.toLowerCase() === 'warning-only'),
    ...(restart && isWholeNumber(restart.text) ? { restart: Number(restart.text) } : {}),
    span,
  };
}

/** As `readPolicy`, for the session. */
export function readSession(
  words: readonly Word[],
  negated: boolean,
  settings: SessionSettings,
  span: Span,
  keyword = lower(words, 0),
): boolean {
  const put = <K extends keyof SessionSettings>(key: K, value: SessionSettings[K] | undefined): boolean => {
    if (negated) delete settings[key];
    else if (value === undefined) return false;
    else settings[key] = value;
    return true;
  };
  if (keyword === 'remote-as') return put('remoteAs', remoteAsAt(words[1]));
  if (keyword === 'local-as') {
    const alone = lower(words, 2) === 'no-prepend' && (lower(words, 3) === 'replace-as' ? 'both' : 'received');
    if (alone) settings.localAsAlone = alone;
    if (!alone || negated) delete settings.localAsAlone;
    return put('localAs', asNumberAt(words[1])?.value);
  }
  if (keyword === 'description')
    return put(
      'description',
      words
        .slice(1)
        .map((word) => word.text)
        .join(' '),
    );
  if (keyword === 'shutdown') {
    settings.shutdown = !negated;
    return true;
  }
  if (keyword === 'timers') return put('timers', timersOf(words, span));
  if (keyword === 'advertisement-interval') return put('advertisementInterval', numberAt(words[1]));
  if (keyword === 'ebgp-multihop') return put('multihop', numberAt(words[1]) ?? at(255, span));
  if (keyword === 'disable-connected-check' || keyword === 'ignore-connected-check')
    return put('connectedCheckOff', true);
  if (keyword === 'ttl-security') return put('ttlSecurity', numberAt(after(words, 'hops')) ?? at(1, span));
  // EOS: the same by another name.
  if (keyword === 'ttl' && lower(words, 1) === 'maximum-hops')
    return put('ttlSecurity', numberAt(words[2]) ?? at(1, span));
  if (/^(?:password|ao|tcp-ao|keychain)$/.test(keyword)) return put('authentication', { span });
  if (keyword === 'update-source') return put('updateSource', words[1] && located(words[1]));
  // FRR: `local-role customer strict-mode`
  if (keyword === 'local-role')
    return put(
      'localRole',
      ROLES.find((role) => role === lower(words, 1)),
    );
  if (keyword === 'fall-over' || keyword === 'bfd')
    return keyword === 'bfd' || lower(words, 1) === 'bfd' ? put('bfd', true) : true;
  return false;
}

const ROLES: readonly LocalRole[] = ['provider', 'customer', 'peer', 'rs-server', 'rs-client'];

/** `timers 10 30 [15]`, `timers bgp 10 30` */
export function timersOf(words: readonly Word[], span: Span): BgpTimers | undefined {
  const start = lower(words, 1) === 'bgp' ? 2 : 1;
  const keepalive = numberAt(words[start]);
  const hold = numberAt(words[start + 1]);
  return keepalive && hold ? { keepalive, hold, span } : undefined;
}

/** A number, and `external`, `internal` where platforms allow them. */
function remoteAsAt(word: Word | undefined): SessionSettings['remoteAs'] {
  const kind = word?.text.toLowerCase();
  return word && (kind === 'external' || kind === 'internal') ? at(kind, word.span) : asNumberAt(word);
}

/** `64500`, and `1.10` for 65546 (RFC 5396). */
export function asNumberAt(word: Word | undefined): Located<number> | undefined {
  if (!word) return undefined;
  const dotted = /^(\d{1,5})\.(\d{1,5})$/.exec(word.text);
  if (dotted) return at(Number(dotted[1]) * 65_536 + Number(dotted[2]), word.span);
  return numberAt(word);
}

export const isNegated = (statement: Statement): boolean => /^(?:no|default)$/.test(lower(statement.words, 0));
