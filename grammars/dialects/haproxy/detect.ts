import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { MODELLED, OPTIONS, RECOGNISED } from './keywords.ts';

/** `frontend web`, `global`; names are one word. */
const SECTION =
  /^[ \t]*(?:(global)|(defaults)(?:[ \t]+\S+)*|(frontend|backend|listen|resolvers|userlist|peers)[ \t]+[\w.:${}-]+(?:[ \t]+\S+)*)[ \t]*(?:#.*)?$/;
/** Lines that no other language of indented words has. */
const TELLING =
  /^[ \t]*(?:mode[ \t]+(?:http|tcp)$|balance[ \t]+(?:roundrobin|leastconn|source|first|static-rr|uri|hdr|url_param|random|hash)|bind[ \t]+\S*:[\d-]+|default_backend[ \t]|use_backend[ \t]|timeout[ \t]+(?:client|server|connect|check|queue|http-request|http-keep-alive|tunnel)[ \t]+\d+(?:us|ms|s|m|h|d)?$|default-server[ \t]|server[ \t]+\S+[ \t]+[^\s;{]+(?:[ \t]+[^;{]*)?$|option[ \t]+(?:httplog|tcplog|dontlognull|httpchk|forwardfor|redispatch|http-server-close)|errorfile[ \t]+\d{3}[ \t]|http-request[ \t]+[a-z]|stats[ \t]+(?:socket|uri|enable|auth|timeout)\b|ssl-default-bind-|tune\.[a-z])/;
const PATH = /(?:^|[\\/._-])haproxy(?:[\\/._-]|$)/i;
const MOST = 3_000;
/** Such a line is somewhere in the text. */
const SOMEWHERE = lineStart(new RegExp(TELLING.source, 'm'));

/** Lines are keywords of HAProxy, in sections that begin with their own word and have no braces. */
export function detect(text: string, path?: string): Detection {
  if (!SOMEWHERE.isIn(text)) return { score: 0, reasons: [] };
  const named = path !== undefined && PATH.test(path);
  const lines = text.split(/\r\n|\n|\r/, MOST).filter((line) => /^[ \t]*[^\s#]/.test(line));
  let known = 0;
  let against = 0;
  const sections = new Set<string>();
  const telling = new Set<string>();
  for (const line of lines) {
    const section = SECTION.exec(line);
    if (section) sections.add((section[1] ?? section[2] ?? section[3])!);
    const [, name = '', next = ''] = /^[ \t]*([a-z_][a-z0-9_.-]*)[ \t]*(\S*)/.exec(line) ?? [];
    if (section || isKeyword(name, next)) known += 1;
    const found = TELLING.exec(line)?.[0].trim().split(/[ \t]/)[0];
    if (found !== undefined) telling.add(found);
    if (/[;{}][ \t]*$/.test(line) && !/^[ \t]*(?:http-|tcp-|log-format|acl|use_backend|capture|stick)/.test(line))
      against += 1;
  }
  const none: Detection = { score: 0, reasons: [] };
  if (lines.length === 0 || known * 3 < lines.length * 2 || against * 4 > lines.length) return none;
  if (!(sections.size > 0 && telling.size > 0) && !(named && telling.size > 1)) return none;
  return {
    score: Math.min(95, 45 + sections.size * 8 + telling.size * 5 + (named ? 15 : 0)),
    reasons: [
      `sections of HAProxy (${[...sections].slice(0, 3).join(', ')}) and its keywords (${[...telling].slice(0, 3).join(', ')})`,
      ...(named ? ['its path is that of HAProxy'] : []),
    ],
  };
}

const ALL: ReadonlySet<string> = new Set(
  [...Object.values(MODELLED), ...Object.values(RECOGNISED)].flatMap((one) => [...one]),
);

const isKeyword = (name: string, next: string): boolean =>
  name === 'option'
    ? OPTIONS.has(next) || next === 'dontlog-normal'
    : ALL.has(name) || /^(?:tune|httpclient)\./.test(name);
