import type { Detection } from '../../dialect.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** Characters that are looked at: enough to know a ruleset by. */
const SAMPLE = 100_000;

const FAMILY = '(?:ip6?|inet|arp|bridge|netdev)';

/**
 * A table with chains between braces, base chains with their hook, or the commands of `nft -f`. Shell scripts that call nft are none,
 * nor are the look-alikes: BIRD (`table t;`, `define X = 1;`), pf (`table <t>`).
 */
export function detect(text: string, path?: string): Detection {
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text;
  const reasons: string[] = [];
  let score = 0;
  const tell = (pattern: RegExp, points: number, reason: string): void => {
    if (!pattern.test(sample)) return;
    score += points;
    reasons.push(reason);
  };
  const shebang = /^#![ \t]*(\S+(?:[ \t]+\S+)?)/.exec(sample)?.[1];
  if (shebang !== undefined && !/\bnft\b/.test(shebang)) return NOTHING;
  if (shebang !== undefined) {
    score += 40;
    reasons.push('#! nft');
  }
  tell(
    /^[ \t{;]*type[ \t]+(?:filter|nat|route)[ \t]+hook[ \t]+[a-z]+[ \t]+(?:devices?[ \t=][^;\n]*)?priority[ \t]/m,
    55,
    'type ... hook ... priority',
  );
  tell(
    new RegExp(
      `^[ \\t]*(?:add[ \\t]+|create[ \\t]+)?table[ \\t]+(?:${FAMILY}[ \\t]+)?[A-Za-z_."][^\\s;{<]*[ \\t]*\\{`,
      'm',
    ),
    25,
    'table NAME {',
  );
  tell(/^[ \t]*(?:add[ \t]+)?chain[ \t]+[^\n{;]+\{/m, 10, 'chain NAME {');
  tell(/^[ \t]*flush[ \t]+ruleset[ \t;]*(?:#.*)?$/m, 30, 'flush ruleset');
  tell(
    new RegExp(
      `^[ \\t]*(?:add|insert|create|flush|delete|destroy)[ \\t]+(?:rule|chain|set|map|table|element)[ \\t]+(?:${FAMILY}[ \\t]+)[^\\s=]+`,
      'm',
    ),
    40,
    'add rule FAMILY ...',
  );
  if (score > 0) tell(/\b(?:ct state|tcp dport|ip saddr|iifname|meta l4proto)\b/, 10, 'ct state, tcp dport, iifname');
  if (score > 0 && path !== undefined && /\.nft(?:ables)?$|nftables[^/\\]*\.conf$/i.test(path)) score += 4;
  // Braces with semicolons and `table` exist elsewhere; what only those have speaks against.
  if (/^[ \t]*(?:protocol[ \t]+(?:bgp|static|kernel|device)|router[ \t]+id)\b/m.test(sample)) return NOTHING;
  return score < 20 ? NOTHING : { score: Math.min(score, 100), reasons };
}
