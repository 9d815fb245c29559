import type { Detection } from '../../dialect.ts';
import { type LineStart, lineStart } from '../../kit/line-starts.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** Characters that are looked at: enough to know a ruleset by. */
const SAMPLE = 100_000;

const FAMILY = '(?:ip6?|inet|arp|bridge|netdev)';

const BASE_CHAIN = lineStart(
  /^[ \t]*(?:[{;][ \t{;]*)?type[ \t]+(?:filter|nat|route)[ \t]+hook[ \t]+[a-z]+[ \t]+(?:devices?[ \t=][^;\n]*)?priority[ \t]/m,
);
const TABLE = lineStart(
  new RegExp(
    `^[ \\t]*(?:add[ \\t]+|create[ \\t]+)?table[ \\t]+(?:${FAMILY}[ \\t]+)?[A-Za-z_."][^\\s;{<]*[ \\t]*\\{`,
    'm',
  ),
);
const CHAIN = lineStart(/^[ \t]*(?:add[ \t]+)?chain[ \t]+[^\n{;]+\{/m);
const FLUSH = lineStart(/^[ \t]*flush[ \t]+ruleset[ \t;]*(?:#.*)?$/m);
const COMMAND = lineStart(
  new RegExp(
    `^[ \\t]*(?:add|insert|create|flush|delete|destroy)[ \\t]+(?:rule|chain|set|map|table|element)[ \\t]+(?:${FAMILY}[ \\t]+)[^\\s=]+`,
    'm',
  ),
);
const MATCHES = lineStart(/\b(?:ct state|tcp dport|ip saddr|iifname|meta l4proto)\b/);
/** ferm writes iptables' words in nearly the same braces; `xtables.conf` names the kernel's hooks; manual pages and style sheets show or have braces. */
const OTHERS = [
  /^[ \t]*(?:@(?:def|include|if|hook|preserve)\b|domain[ \t]*\(|policy[ \t]+(?:ACCEPT|DROP|REJECT)[ \t]*;|(?:mod|module)[ \t]+(?:state|conntrack|limit|recent)\b|(?:proto|interface|outerface)[ \t]+[^\n]*(?:ACCEPT|DROP|REJECT|MASQUERADE|DNAT)\b|chain[ \t]+\S+[ \t]+policy[ \t]+[A-Z])/m,
  /^[ \t]*chain[ \t]+\S+[ \t]+hook[ \t]+NF_/m,
  /^\.(?:TH|SH|PP)\b/m,
  /^[ \t]*(?:[a-z]+-[a-z-]+|color|background|margin|padding|font|border|width|display)[ \t]*:[ \t]*[^\n;{},]+;[ \t\r]*$/m,
].map((pattern) => lineStart(pattern));
const OF_BIRD = lineStart(/^[ \t]*(?:protocol[ \t]+(?:bgp|static|kernel|device)|router[ \t]+id)\b/m);

/**
 * A table with chains between braces, base chains with their hook, the commands of `nft -f`, or what other files include: definitions, the inside of a chain or a table. Shell scripts that call nft are none,
 * nor are the look-alikes: BIRD (`table t;`, `define X = 1;`), pf (`table <t>`).
 */
export function detect(text: string, path?: string): Detection {
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text;
  const reasons: string[] = [];
  let score = 0;
  const tell = (pattern: LineStart, points: number, reason: string): void => {
    if (!pattern.isIn(sample)) return;
    score += points;
    reasons.push(reason);
  };
  const shebang = /^#![ \t]*(\S+(?:[ \t]+\S+)?)/.exec(sample)?.[1];
  if (shebang !== undefined && !/\bnft\b/.test(shebang)) return NOTHING;
  if (shebang !== undefined) {
    score += 40;
    reasons.push('#! nft');
  }
  tell(BASE_CHAIN, 55, 'type ... hook ... priority');
  tell(TABLE, 25, 'table NAME {');
  tell(CHAIN, 10, 'chain NAME {');
  tell(FLUSH, 30, 'flush ruleset');
  tell(COMMAND, 40, 'add rule FAMILY ...');
  if (score === 0 && isOfDefinitions(sample)) {
    score += 40;
    reasons.push('define NAME = ...');
  }
  if (score <= 10 && isInsideOfBlock(sample)) {
    score += 45;
    reasons.push('rules, or chains and sets of a table, for other files to include');
  }
  if (score > 0) tell(MATCHES, 10, 'ct state, tcp dport, iifname');
  if (score > 0 && path !== undefined && /\.nft(?:ables)?$|nftables[^/\\]*\.conf$/i.test(path)) score += 4;
  // Braces with semicolons and `table` exist elsewhere; what only those have speaks against.
  if (score > 0 && [OF_BIRD, ...OTHERS].some((other) => other.isIn(sample))) return NOTHING;
  return score < 20 ? NOTHING : { score: Math.min(score, 100), reasons };
}

const DEFINITION = /^(?:re)?define[ \t]+[A-Za-z][\w/\\.]*[ \t]*=/;

/** Nothing but definitions, which end with their lines (those of BIRD with a semicolon) or their braces. */
function isOfDefinitions(sample: string): boolean {
  let depth = 0;
  let defined = false;
  // Line by line: most texts say with their first that they are something else.
  for (const [line] of sample.matchAll(/[^\n]+/g)) {
    const text = line.replace(/#.*/, '').trim();
    if (text === '') continue;
    if (text.includes(';')) return false;
    if (depth === 0 && !DEFINITION.test(text) && !/^(?:undefine|include)[ \t]/.test(text)) return false;
    defined ||= DEFINITION.test(text);
    depth += text.split('{').length - text.split('}').length;
  }
  return defined;
}

/** What begins a line in a chain or in a table. */
const INSIDE = new RegExp(
  `^(?:${[
    'ip6?|tcp|udp|udplite|sctp|dccp|th|icmp|icmpv6|igmp|esp|ah|comp|ether|vlan|arp|dst|frag|rt|hbh|mh|exthdr',
    'ct|meta|iif|oif|[io]ifname|[io]iftype|[io]ifgroup|mark|pkttype|skuid|skgid|cgroup|fib|socket|osf|numgen|jhash|symhash',
    'limit|quota|counter|log|accept|drop|reject|return|continue|jump|goto|queue|masquerade|redirect|snat|dnat|notrack|tproxy|dup|fwd',
    'add|update|delete|include|define|redefine|undefine|type|policy|devices?|flags|comment|chain|set|map|flowtable|secmark|synproxy',
  ].join('|')})\\b|^@(?:nh|th|ll|ih)\\b`,
);

/** A question that only nft puts so, and behind it what becomes of the packet. */
const RULE = new RegExp(
  [
    `\\b(?:ip6?[ \\t]+(?:saddr|daddr|protocol|nexthdr|dscp)|(?:tcp|udp|th|sctp|dccp)[ \\t]+(?:dport|sport|flags)|[io]ifname|iif|oif|ct[ \\t]+(?:state|status|mark)`,
    `|meta[ \\t]+[a-z0-9]+|icmp(?:v6)?[ \\t]+type)[ \\t]+\\S.*\\b(?:accept|drop|reject|return|jump|goto|vmap|masquerade|snat|dnat|redirect|queue|notrack|counter|log|set)\\b`,
  ].join(''),
);

/** Nothing but what stands between the braces of a chain or a table, with one rule at least. */
function isInsideOfBlock(sample: string): boolean {
  let depth = 0;
  let ruled = false;
  // Line by line, as above.
  for (const [line] of (sample.includes('\\') ? sample.replace(/\\\r?\n/g, ' ') : sample).matchAll(/[^\n]+/g)) {
    const text = line.replace(/#.*/, '').trim();
    if (text === '') continue;
    if (depth === 0 && !INSIDE.test(text) && text !== '}') return false;
    ruled ||= RULE.test(text);
    depth = Math.max(0, depth + text.split('{').length - text.split('}').length);
  }
  return ruled;
}
