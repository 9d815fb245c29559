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
const OF_BIRD = lineStart(/^[ \t]*(?:protocol[ \t]+(?:bgp|static|kernel|device)|router[ \t]+id)\b/m);

/**
 * A table with chains between braces, base chains with their hook, the commands of `nft -f`, or definitions for other files to include. Shell scripts that call nft are none,
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
  if (score > 0) tell(MATCHES, 10, 'ct state, tcp dport, iifname');
  if (score > 0 && path !== undefined && /\.nft(?:ables)?$|nftables[^/\\]*\.conf$/i.test(path)) score += 4;
  // Braces with semicolons and `table` exist elsewhere; what only those have speaks against.
  if (OF_BIRD.isIn(sample)) return NOTHING;
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
