import { createToken, Lexer, type TokenType } from 'chevrotain';
import { AnyWord } from './tokens.ts';

/** Words that mean something where a part of a rule may begin; in lists and behind them they are values like any other. */
const keyword = (name: string, words: string): { readonly type: TokenType; readonly words: readonly string[] } => ({
  type: createToken({ name, pattern: Lexer.NA, categories: [AnyWord] }),
  words: words.trim().split(/\s+/),
});

const GROUPS = {
  Action: keyword('Action', 'pass match'),
  Block: keyword('Block', 'block'),
  How: keyword('How', 'drop return return-rst return-icmp return-icmp6'),
  Nat: keyword('Nat', 'nat rdr binat'),
  NoWord: keyword('NoWord', 'no'),
  Anchor: keyword('Anchor', 'anchor nat-anchor rdr-anchor binat-anchor'),
  Antispoof: keyword('Antispoof', 'antispoof'),
  Direction: keyword('Direction', 'in out'),
  Log: keyword('Log', 'log log-all'),
  Quick: keyword('Quick', 'quick'),
  On: keyword('On', 'on'),
  For: keyword('For', 'for'),
  Rdomain: keyword('Rdomain', 'rdomain'),
  Af: keyword('Af', 'inet inet6'),
  Proto: keyword('Proto', 'proto'),
  All: keyword('All', 'all'),
  From: keyword('From', 'from'),
  To: keyword('To', 'to'),
  Port: keyword('Port', 'port'),
  Os: keyword('Os', 'os'),
  Owner: keyword('Owner', 'user group'),
  Flags: keyword('Flags', 'flags'),
  IcmpType: keyword('IcmpType', 'icmp-type icmp6-type'),
  Code: keyword('Code', 'code'),
  StateKind: keyword('StateKind', 'keep modulate synproxy'),
  State: keyword('State', 'state'),
  Bare: keyword(
    'Bare',
    'fragment allow-opts once static-port sticky-address bitmask random source-hash round-robin least-states rtlabel route divert-reply',
  ),
  Named: keyword(
    'Named',
    'label tag tagged rtable probability tos prio received-on divert-packet ridentifier tracker max-pkt-rate max-pkt-size',
  ),
  Queue: keyword('Queue', 'queue'),
  SetWord: keyword('SetWord', 'set'),
  Scrub: keyword('Scrub', 'scrub'),
  Translate: keyword('Translate', 'nat-to rdr-to binat-to af-to'),
  Route: keyword('Route', 'route-to reply-to dup-to divert-to fastroute'),
};

export const Key = Object.fromEntries(Object.entries(GROUPS).map(([name, { type }]) => [name, type])) as {
  readonly [name in keyof typeof GROUPS]: TokenType;
};

const TYPES = new Map(Object.values(GROUPS).flatMap(({ type, words }) => words.map((word) => [word, type] as const)));

export const keywordOf = (word: string): TokenType | undefined => TYPES.get(word);

export const keywords: readonly TokenType[] = Object.values(Key);
