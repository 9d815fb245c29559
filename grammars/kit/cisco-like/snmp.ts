import type { SnmpCommunity } from '../../model/services.ts';
import type { Statement, Word } from '../../outline.ts';
import { located, lower, startsWith } from './facts.ts';

/** What the platforms do not have in common. */
export interface SnmpPlatform {
  /** Words before a community that say how it is written, and whether it is readable then. */
  readonly kinds: Readonly<Record<string, 'plain' | 'encrypted'>>;
  /** Who may ask is always said, host by host. */
  readonly hostsOnly?: boolean;
}

/**
 * The communities that stand in the end: a later line of the same name counts, `no` takes it away.
 * @param statements of the top level
 */
export function snmpCommunities(statements: readonly Statement[], platform: SnmpPlatform): readonly SnmpCommunity[] {
  const known = new Map<string, SnmpCommunity>();
  const listed = new Set<string>();
  let all = false;
  for (const { words, span } of statements) {
    const negated = lower(words, 0) === 'no';
    if (lower(words, negated ? 1 : 0) !== 'snmp-server') continue;
    const said = negated ? words.slice(1) : words;
    // snmp-server ipv4 access-list MANAGERS
    if (
      !negated &&
      /^snmp-server ipv[46] access-list /.test(
        said
          .slice(0, 4)
          .map(({ text }) => text)
          .join(' '),
      )
    )
      all = true;
    if (!startsWith(said, 'snmp-server community *')) continue;
    const kind = said.length > 3 ? platform.kinds[lower(said, 2)] : undefined;
    const name = said[kind === undefined ? 2 : 3]!;
    if (negated) known.delete(bare(name));
    if (negated || kind === 'encrypted') continue;
    const rest = said.slice(kind === undefined ? 3 : 4);
    // snmp-server community c0de use-acl MANAGERS
    if (/^use-(?:ipv[46])?acl$/.test(lower(rest, 0))) listed.add(bare(name));
    else known.set(bare(name), { ...communityOf(name, rest), spans: [span] });
  }
  return [...known].map(([text, community]) => ({
    ...community,
    restricted: community.restricted || all || listed.has(text) || platform.hostsOnly === true,
  }));
}

// public
// c0de view VIEW RO 10
// c0de group network-admin
// c0de RO SystemOwner IPv4 MANAGERS
function communityOf(name: Word, rest: readonly Word[]): Omit<SnmpCommunity, 'spans'> {
  let access: SnmpCommunity['access'] = 'read';
  let restricted = false;
  for (let at = 0; at < rest.length; at += 1) {
    const word = lower(rest, at);
    if (word === 'view' || word === 'group') {
      at += 1;
      if (word === 'group' && lower(rest, at) === 'network-admin') access = 'write';
    } else if (word === 'rw') access = 'write';
    else if (word !== 'ro' && word !== 'systemowner' && word !== 'lrowner') restricted = true;
  }
  const { value, span } = located(name);
  return { name: { value: value.replace(QUOTES, '$1'), span }, access, restricted };
}

const QUOTES = /^"(.*)"$/;
const bare = ({ text }: Word): string => text.replace(QUOTES, '$1');
