import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { RECORD_TYPES } from './record-types.ts';

const NOTHING: Detection = { score: 0, reasons: [] };
const TIME = '\\d+(?:[wdhms]\\d*)*';
/** `www 300 IN A 192.0.2.1` */
const RECORD = new RegExp(
  `^(?:[^\\s;"()$=:{}]+)?[ \\t]+(?:${TIME}[ \\t]+)?(?:(IN|CH|HS)[ \\t]+)?(?:${TIME}[ \\t]+)?(${RECORD_TYPES.join('|')}|TYPE\\d+)[ \\t]+[^\\s=]`,
  'i',
);
const DIRECTIVE = /^\$(?:TTL|ORIGIN|INCLUDE|GENERATE)[ \t]+\S/i;
/** What `dig` prints around records, and messages that quote them. */
const PRINTED = /^;; (?:->>HEADER<<-|ANSWER SECTION|QUESTION SECTION|Got answer)/m;
const MOST = 2_000;
/** A line may be the one or the other. */
const SOMEWHERE = lineStart(
  /^(?:\$(?:TTL|ORIGIN)[ \t]|[\w.@*-]*[ \t]+(?:[\w]+[ \t]+){0,2}(?:SOA|NS|A|AAAA|PTR|CNAME)[ \t])/im,
);

/** Most lines are records or directives, and some say so beyond doubt: a SOA, `$TTL`, a class in front of a type. */
export function detect(text: string, path?: string): Detection {
  if (!SOMEWHERE.isIn(text) || PRINTED.test(text.slice(0, 4_000))) return NOTHING;
  let depth = 0;
  let all = 0;
  let known = 0;
  const tells = new Set<string>();
  for (const line of text.split(/\r\n|\n|\r/, MOST)) {
    const bare = line.replace(/"(?:[^"\\]|\\.)*"?|;.*$/g, (piece) => (piece[0] === '"' ? '"' : ''));
    if (!/\S/.test(bare)) continue;
    if (depth === 0) {
      all += 1;
      const [, net, type = ''] = RECORD.exec(line) ?? [];
      const directive = DIRECTIVE.exec(line);
      if (directive || type) known += 1;
      if (directive) tells.add(directive[0].split(/[ \t]/)[0]!.toUpperCase());
      else if (/^SOA$/i.test(type)) tells.add('SOA');
      else if (net) tells.add(`${net} ${type}`.toUpperCase());
    }
    for (const sign of bare) depth = Math.max(0, depth + (sign === '(' ? 1 : sign === ')' ? -1 : 0));
  }
  const sure = tells.has('SOA') || tells.has('$ORIGIN') || tells.has('$TTL');
  const named = path !== undefined && /(?:^|[\\/])db\.[^\\/]+$|\.zone(?:\.[\w-]+)?$/i.test(path);
  if (known === 0 || known * 5 < all * 4 || (!sure && !(tells.size > 0 && (known > 2 || named)))) return NOTHING;
  return {
    score: Math.min(95, (sure ? 70 : 45) + tells.size * 5 + (named ? 10 : 0)),
    reasons: [
      `${known} of ${all} lines are records of DNS (${[...tells].slice(0, 3).join(', ')})`,
      ...(named ? ['its path is that of a zone'] : []),
    ],
  };
}
