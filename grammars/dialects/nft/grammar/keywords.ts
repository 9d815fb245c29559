import { createToken, Lexer, type TokenType } from 'chevrotain';
import { AnyWord } from './tokens.ts';

/** Words that mean something where a part of a rule may begin or go on; anywhere else they are names and values like any other. */
const keyword = (name: string, words: string): { readonly type: TokenType; readonly words: readonly string[] } => ({
  type: createToken({ name, pattern: Lexer.NA, categories: [AnyWord] }),
  words: words.trim().split(/\s+/),
});

const GROUPS = {
  /** Headers whose fields are named by one word more; nft(8), PAYLOAD EXPRESSIONS. */
  Header: keyword(
    'Header',
    `ether vlan arp ip ip6 tcp udp udplite sctp dccp ah esp comp icmp icmpv6 igmp th gre gretap vxlan geneve hbh rt0 rt2 rt4 srh frag dst mh
     meta socket rt`,
  ),
  /** Fields that stand alone; META EXPRESSIONS. */
  Alone: keyword(
    'Alone',
    `iif iifname iiftype iifgroup oif oifname oiftype oifgroup mark skuid skgid cpu pkttype rtclassid cgroup ibrname obrname ibriport obriport
     ibrpvid ibrvproto nftrace iifkind oifkind sdif sdifname secpath broute`,
  ),
  Ct: keyword('Ct', 'ct'),
  Direction: keyword('Direction', 'original reply'),
  Fib: keyword('Fib', 'fib'),
  Numgen: keyword('Numgen', 'numgen jhash symhash'),
  Exthdr: keyword('Exthdr', 'exthdr'),
  Osf: keyword('Osf', 'osf'),
  Ipsec: keyword('Ipsec', 'ipsec'),
  Count: keyword('Count', 'count'),
  OptionWord: keyword('OptionWord', 'option'),
  Map: keyword('Map', 'map'),
  Vmap: keyword('Vmap', 'vmap'),
  SetWord: keyword('SetWord', 'set'),
  CompareWord: keyword('CompareWord', 'eq ne lt gt le ge'),
  BitWord: keyword('BitWord', 'and or xor lshift rshift'),
  Plain: keyword('Plain', 'accept drop continue return'),
  Jump: keyword('Jump', 'jump goto'),
  Reject: keyword('Reject', 'reject'),
  With: keyword('With', 'with'),
  Queue: keyword('Queue', 'queue'),
  Num: keyword('Num', 'num'),
  To: keyword('To', 'to'),
  Nat: keyword('Nat', 'snat dnat masquerade redirect'),
  Tproxy: keyword('Tproxy', 'tproxy'),
  Dup: keyword('Dup', 'dup fwd'),
  Device: keyword('Device', 'device'),
  NatWord: keyword('NatWord', 'addr port interval'),
  NatFlag: keyword('NatFlag', 'random fully-random persistent bypass fanout'),
  Flags: keyword('Flags', 'flags'),
  Counter: keyword('Counter', 'counter'),
  Packets: keyword('Packets', 'packets'),
  Bytes: keyword('Bytes', 'bytes'),
  Name: keyword('Name', 'name'),
  Log: keyword('Log', 'log'),
  LogOption: keyword('LogOption', 'prefix level group snaplen queue-threshold'),
  Limit: keyword('Limit', 'limit'),
  Rate: keyword('Rate', 'rate'),
  Over: keyword('Over', 'over until'),
  Burst: keyword('Burst', 'burst'),
  Quota: keyword('Quota', 'quota'),
  Used: keyword('Used', 'used'),
  Last: keyword('Last', 'last'),
  Never: keyword('Never', 'never'),
  Notrack: keyword('Notrack', 'notrack'),
  Flow: keyword('Flow', 'flow'),
  Synproxy: keyword('Synproxy', 'synproxy'),
  SynproxyOption: keyword('SynproxyOption', 'mss wscale'),
  SynproxyFlag: keyword('SynproxyFlag', 'timestamp sack-perm'),
  Update: keyword('Update', 'add update delete'),
  Meter: keyword('Meter', 'meter'),
  Size: keyword('Size', 'size'),
  Timeout: keyword('Timeout', 'timeout expires'),
  Comment: keyword('Comment', 'comment'),
  Reset: keyword('Reset', 'reset'),
  /** What iptables-nft keeps of matches and targets that nftables has no words for. */
  Xt: keyword('Xt', 'xt'),
};

export const Key = Object.fromEntries(Object.entries(GROUPS).map(([name, { type }]) => [name, type])) as {
  readonly [name in keyof typeof GROUPS]: TokenType;
};

const TYPES = new Map(Object.values(GROUPS).flatMap(({ type, words }) => words.map((word) => [word, type] as const)));

/** `ct` before `count`, where no field of the connection is meant. */
export const CtCount = createToken({ name: 'CtCount', pattern: Lexer.NA });

/** `packets`, `mbytes`, `kbytes/second`: behind a number. */
export const Unit = createToken({ name: 'Unit', pattern: Lexer.NA, categories: [AnyWord] });

export const keywordOf = (word: string): TokenType | undefined =>
  TYPES.get(word) ?? (/^[kmg]?bytes(?:\/[a-z]+)?$|^packets\/[a-z]+$/.test(word) ? Unit : undefined);

export const keywords: readonly TokenType[] = [...Object.values(Key), Unit];
