import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { MODELLED, RECOGNISED, TOP } from './keywords.ts';

/** Blocks that no other language of braces has. */
const TELLING =
  /^[ \t]*(global_defs|vrrp_instance|vrrp_script|vrrp_sync_group|virtual_server(?:_group)?|real_server|vrrp_track_process|track_script|virtual_ipaddress|virtual_router_id|virtual_routes|advert_int|lb_algo|lb_kind|delay_loop|unicast_peer|static_ipaddress)\b[^;]*$/;
const PATH = /(?:^|[\\/._-])keepalived(?:[\\/._-]|$)/i;
const MOST = 3_000;
/** Such a line is somewhere in the text. */
const SOMEWHERE = lineStart(new RegExp(TELLING.source, 'm'));

/** Blocks of Keepalived, whose lines have no `;`. */
export function detect(text: string, path?: string): Detection {
  if (!SOMEWHERE.isIn(text)) return { score: 0, reasons: [] };
  const named = path !== undefined && PATH.test(path);
  const lines = text.split(/\r\n|\n|\r/, MOST).filter((line) => /^[ \t]*[^\s#!{}]/.test(line));
  let known = 0;
  let ends = 0;
  const telling = new Set<string>();
  for (const line of lines) {
    const name = /^[ \t]*([A-Za-z_][\w-]*)/.exec(line)?.[1] ?? '';
    if (
      TOP.has(name) ||
      MODELLED.has(name) ||
      RECOGNISED.has(name) ||
      /^[ \t]*[\d.:a-f]+(?:\/\d+)?(?:[ \t]|$)/i.test(line)
    )
      known += 1;
    const found = TELLING.exec(line)?.[1];
    if (found !== undefined) telling.add(found);
    if (/;[ \t]*(?:[#!].*)?$/.test(line)) ends += 1;
  }
  if (telling.size < 2 && !(named && telling.size > 0)) return { score: 0, reasons: [] };
  if (known * 2 < lines.length || ends * 4 > lines.length) return { score: 0, reasons: [] };
  return {
    score: Math.min(95, 50 + telling.size * 8 + (named ? 20 : 0)),
    reasons: [
      `blocks of Keepalived (${[...telling].slice(0, 3).join(', ')})`,
      ...(named ? ['its path is that of Keepalived'] : []),
    ],
  };
}
