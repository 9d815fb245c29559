import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { MODELLED, RECOGNISED } from './directives.ts';

/** Directives that other languages of braces and semicolons do not have. */
const TELLING =
  /^[ \t]*(?:server_name|proxy_pass|ssl_certificate(?:_key)?|ssl_protocols|ssl_ciphers|worker_processes|worker_connections|worker_rlimit_nofile|fastcgi_pass|fastcgi_param|access_log|add_header|try_files|client_max_body_size|log_format|proxy_set_header|sendfile|keepalive_timeout|server_tokens|gzip(?:_[a-z_]+)?|ssl_[a-z_]+|proxy_[a-z_]+|default_type|charset_types|error_page|upstream|location|http|events|stream|types|limit_req_zone|return|expires|charset)(?=[\s{;])/;
const BLOCK =
  /^[ \t]*(?:(?:server|http|events|stream|mail|types|geo)[ \t\r\n]*\{|(?:location|upstream|map|if|split_clients)\b[^;{}]*\{)/;
const PATH = /(?:^|[\\/._-])nginx(?:[\\/._-]|$)|\/(?:sites-(?:available|enabled))\//;
/** Lines of scripts, of Perl and of patches, which stand beside nginx' files and are named after it. */
const OTHERS = lineStart(
  /^(?:package[ \t]+[\w:]+;|use[ \t]+(?:strict|warnings)\b|sub[ \t]+\w|fi[ \t\r]*$|done[ \t\r]*$|set -e|---[ \t]+a\/|diff[ \t]+-|@@ -\d)/m,
);
const END = /[;{][ \t]*(?:#.*)?$/;
const MOST = 3_000;
const SOMEWHERE = [TELLING, BLOCK].map(({ source }) => lineStart(new RegExp(source, 'm')));

/** Lines are directives of nginx, ended by `;` or with a block behind them. */
export function detect(text: string, path?: string): Detection {
  const named = path !== undefined && PATH.test(path);
  if (!named && !SOMEWHERE.some((tell) => tell.isIn(text))) return { score: 0, reasons: [] };
  if (text.startsWith('#!') || OTHERS.isIn(text)) return { score: 0, reasons: [] };
  const lines = text.split(/\r\n|\n|\r/, MOST).filter((line) => /^[ \t]*[^\s#}]/.test(line));
  let known = 0;
  let ends = 0;
  const telling = new Set<string>();
  for (const line of lines) {
    const name = /^[ \t]*([a-z][a-z0-9_]*)(?=[\s{;]|$)/.exec(line)?.[1];
    if (name !== undefined && (MODELLED.has(name) || RECOGNISED.has(name))) known += 1;
    const found = TELLING.exec(line)?.[0].trim();
    if (found !== undefined) telling.add(found);
    if (BLOCK.test(line)) telling.add('{');
    if (END.test(line)) ends += 1;
  }
  const share = lines.length === 0 ? 0 : known / lines.length;
  // Tables of types and values have few directives of their own.
  if ((telling.size === 0 && !(named && known > 0)) || (share < 0.4 && !named) || (!named && ends * 2 < lines.length))
    return { score: 0, reasons: [] };
  // Prose about nginx is named after it too: hardly a line of that ends as directives do, nor does its last.
  if (share < 0.2 && ends * 5 < lines.length && !END.test(lines.at(-1)!)) return { score: 0, reasons: [] };
  // One directive alone is nginx only where its name says so.
  if (telling.size < 2 && known < 3 && !named) return { score: 0, reasons: [] };
  return {
    score: Math.min(95, 40 + telling.size * 8 + Math.round(share * 20) + (named ? 20 : 0)),
    reasons: [
      `${known} of ${lines.length} lines are directives of nginx (${[...telling].slice(0, 3).join(', ')})`,
      ...(named ? ['its path is that of nginx'] : []),
    ],
  };
}
