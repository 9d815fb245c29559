import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** Lines that are looked at: enough to know a ruleset by. */
const SAMPLE = 600;

const TELLS: readonly {
  readonly pattern: RegExp;
  readonly points: number;
  readonly most: number;
  readonly reason: string;
}[] = [
  {
    pattern:
      /^(?:pass|block|match)(?:\s+(?:drop|return(?:-rst|-icmp6?)?))?(?:\s+(?:in|out|quick|log|all|on|inet6?|proto|from|to|\(|drop|return)\b.*)?\s*(?:\{)?$/,
    points: 15,
    most: 60,
    reason: 'pass, block and match rules',
  },
  {
    pattern:
      /^set\s+(?:skip\s+on|block-policy|timeout|limit|optimization|state-policy|loginterface|ruleset-optimization|reassemble)\s/,
    points: 20,
    most: 30,
    reason: 'set skip, set timeout',
  },
  { pattern: /^table\s+<[^>\s]+>(?:\s|$)/, points: 30, most: 30, reason: 'table <name>' },
  {
    pattern:
      /^(?:no\s+)?(?:nat|rdr|binat)\s+(?:pass\s+|log\s+)*(?:on\s+.*(?:->|$)|(?:inet6?|proto|from)\s.*\s(?:->|to)\s)/,
    points: 25,
    most: 50,
    reason: 'nat on ... ->',
  },
  { pattern: /^(?:nat-|rdr-|binat-|scrub-|dummynet-)?anchor\s+/, points: 15, most: 15, reason: 'anchor' },
  { pattern: /^load\s+anchor\s+/, points: 20, most: 20, reason: 'load anchor' },
  { pattern: /^scrub\s+(?:in|out|on|all|from)\b/, points: 25, most: 25, reason: 'scrub in' },
  { pattern: /^antispoof\s+(?:log\s+|quick\s+)*for\s/, points: 30, most: 30, reason: 'antispoof for' },
];

/** Every tell's line begins so. */
const BEGINNING = lineStart(
  /^[ \t]*(?:@\d+\s+)?(?:(?:pass|block|match)(?:[ \t\r\\#{(]|$)|set[ \t]|table[ \t]+<|(?:no[ \t]+)?(?:nat|rdr|binat)[ \t]|(?:nat-|rdr-|binat-|scrub-|dummynet-)?anchor[ \t]|load[ \t]|scrub[ \t]|antispoof[ \t])/m,
);

/** Rules of pf.conf(5) at the start of lines, its options and tables. Output of `pfctl -s rules` is the same language. */
export function detect(text: string, path?: string): Detection {
  if (/^#!/.test(text) || !BEGINNING.isIn(text)) return NOTHING;
  const points = new Map<string, number>();
  let own = 0;
  let others = 0;
  let continued = false;
  let depth = 0;
  let lines = 0;
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    const trimmed = (line.includes('#') ? line.replace(/(?:^|\s)#.*$/, '') : line).trim();
    if (trimmed === '') continue;
    lines += 1;
    if (lines > SAMPLE) break;
    const inside = continued || depth > 0;
    continued = /\\$/.test(trimmed);
    if (!/^anchor\b.*\{$/.test(trimmed)) depth = Math.max(0, depth + count(trimmed, '{') - count(trimmed, '}'));
    if (inside) continue;
    const statement = (continued ? trimmed.slice(0, -1).trimEnd() : trimmed).replace(/^@\d+\s+/, '');
    const tell = TELLS.find(({ pattern }) => pattern.test(statement));
    if (tell) {
      own += 1;
      points.set(tell.reason, Math.min(tell.most, (points.get(tell.reason) ?? 0) + tell.points));
    } else if (!/^(?:[A-Za-z_]\w*\s*=|\}|include\s|set\s|queue\s|altq\s)/.test(statement)) {
      others += 1;
      if (others > (SAMPLE - others) / 3) return NOTHING;
    }
  }
  if (own === 0 || others > own / 3) return NOTHING;
  const reasons = [...points].sort((a, b) => b[1] - a[1]).map(([reason]) => reason);
  const sum = [...points.values()].reduce((total, value) => total + value, 0);
  const named = path !== undefined && /(?:^|[/\\])pf[^/\\]*\.conf$|\.pf$|[/\\]pf\.[^/\\]*$/i.test(path) ? 10 : 0;
  const score = Math.min(100, sum + named + (others === 0 ? 10 : 0));
  return score < 20 ? NOTHING : { score, reasons };
}

const count = (text: string, character: string): number => text.split(character).length - 1;
