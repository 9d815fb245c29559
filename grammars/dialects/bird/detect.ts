import type { Detection } from '../../dialect.ts';
import { type LineStart, lineStart } from '../../kit/line-starts.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** How much of a text is looked at. */
const ENOUGH = 200_000;

interface Tell {
  readonly pattern: LineStart;
  readonly score: number;
  readonly what: string;
}

const TYPES =
  'aggregator|babel|bfd|bgp|bmp|bridge|device|direct|evpn|kernel|l3vpn|mrt|ospf|perf|pipe|radv|rip|rpki|static';

const OWN: readonly Tell[] = [
  {
    pattern: lineStart(new RegExp(`^[ \\t]*(?:protocol|template)[ \\t]+(?:${TYPES})\\b[^;{}\\n]*\\{`, 'm')),
    score: 80,
    what: 'protocol blocks of BIRD',
  },
  {
    pattern: lineStart(/^[ \t]*(?:roa[46]|ipv[46]|aspa|flow[46]|vpn[46])[ \t]+table[ \t]+[\w']+[ \t]*(?:;|\{)/m),
    score: 60,
    what: 'tables',
  },
  {
    pattern: lineStart(/^[ \t]*filter[ \t]+[\w']+\s*\{[\s\S]{0,4000}?\b(?:accept|reject)\b/m),
    score: 60,
    what: 'filters that accept or reject',
  },
  {
    pattern: lineStart(
      /^[ \t]*function[ \t]+[\w']+[ \t]*\([^)]*\)[\s\S]{0,400}?\{[\s\S]{0,4000}?\b(?:net|bgp_[a-z_]+|roa_check|accept|reject|RTS_[A-Z]+)\b/m,
    ),
    score: 60,
    what: 'functions over routes',
  },
  {
    pattern: lineStart(/^[ \t]*define[ \t]+[\w']+[ \t]*=[ \t\r\n]*(?:\[|-?\d|\(|[\w:.]+\/)[^;]{0,4000};/m),
    score: 45,
    what: 'defined constants',
  },
  { pattern: lineStart(/^[ \t]*router[ \t]+id[ \t]+[^;\n]+;/m), score: 40, what: 'router id' },
  {
    pattern: lineStart(/^[ \t]*(?:log[ \t]+(?:syslog|"[^"]*"|stderr)[ \t]+(?:all|\{)|mrtdump protocols|listen bgp)\b/m),
    score: 30,
    what: 'log',
  },
  {
    pattern: lineStart(
      /^[ \t]*route[ \t]+[0-9A-Fa-f:.]+\/\d+[ \t]+(?:via|reject|blackhole|unreachable|prohibit|recursive)\b[^;\n]*;/m,
    ),
    score: 30,
    what: 'static routes',
  },
  {
    pattern: lineStart(/\bbgp_(?:large_)?community\.(?:add|delete)\(|\bbgp_path\.(?:prepend|delete|len)\b/, 'bgp_'),
    score: 30,
    what: 'route attributes',
  },
];

/** What other languages with braces have and BIRD has not. */
const FOREIGN = lineStart(
  /^[ \t]*(?:#include\b|package[ \t]+\w|import[ \t]+["({]|<\?|table[ \t]+(?:inet|ip6?|arp|bridge|netdev)[ \t]|chain[ \t]+\w+[ \t]*\{|server[ \t]*\{|http[ \t]*\{|resource[ \t]+"|version[ \t]+[^;\n]*;|policy-options\b|routing-options\b|def[ \t]|class[ \t]|const[ \t]|let[ \t]|var[ \t])/m,
);

/** Go and Jinja templates of a BIRD configuration are still one. */
export function detect(text: string, path?: string): Detection {
  const start = text.slice(0, ENOUGH);
  const found = OWN.filter(({ pattern }) => pattern.isIn(start));
  const [best, next] = found.map(({ score }) => score).sort((a, b) => b - a);
  if (best === undefined || (FOREIGN.isIn(start) && best < 80)) return NOTHING;
  const named = path !== undefined && /(?:^|[\\/])bird[\w.-]*\.conf\b|\.bird$|(?:^|[\\/])bird6?\.cfg$/i.test(path);
  // A router's name, a constant: others have such too.
  if (best < 45 && next === undefined && !named) return NOTHING;
  const score = Math.min(97, best + (next === undefined ? 0 : Math.round(next / 5)) + (named ? 2 : 0));
  return { score, reasons: found.map(({ what }) => what) };
}
