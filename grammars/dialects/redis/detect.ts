import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { MODELLED, RECOGNISED, SENTINEL_MODELLED, SENTINEL_RECOGNISED } from './directives.ts';

/** Directives that no other file of `name value` lines has. */
const TELLING =
  /^(?:protected-mode|tcp-backlog|requirepass|appendonly|appendfsync|maxmemory-policy|replica-[a-z-]+|replicaof|slaveof|slave-[a-z-]+|repl-[a-z-]+|cluster-[a-z-]+|rdbcompression|rdbchecksum|dbfilename|stop-writes-on-bgsave-error|lazyfree-[a-z-]+|client-output-buffer-limit|hash-max-[a-z-]+|zset-max-[a-z-]+|masterauth|primaryauth|maxmemory|notify-keyspace-events|slowlog-[a-z-]+|aclfile|min-replicas-[a-z-]+|auto-aof-[a-z-]+|io-threads)$/;
const PATH = /(?:^|[\\/._-])(?:redis|valkey|sentinel)(?:[\\/._-]|$)/i;
const MOST = 3_000;
/** A line may begin with such a directive. */
const SOMEWHERE = lineStart(new RegExp(`^[ \\t]*(?:sentinel|${TELLING.source.slice(4, -2)})(?:[ \\t]|$)`, 'mi'));

/** Most lines are directives of Redis, and some are nobody else's. */
export function detect(text: string, path?: string): Detection {
  if (!SOMEWHERE.isIn(text)) return { score: 0, reasons: [] };
  const lines = text.split(/\r\n|\n|\r/, MOST).filter((line) => /^[ \t]*[^\s#]/.test(line));
  let known = 0;
  const telling = new Set<string>();
  for (const line of lines) {
    const [, name = '', next = ''] = /^[ \t]*([A-Za-z][\w-]*)[ \t]+([^\s={;]*)/.exec(line) ?? [];
    const key = name.toLowerCase();
    if (key === 'sentinel' && (SENTINEL_MODELLED.has(next) || SENTINEL_RECOGNISED.has(next))) {
      known += 1;
      telling.add(`sentinel ${next}`);
    } else if (MODELLED.has(key) || RECOGNISED.has(key)) {
      known += 1;
      if (TELLING.test(key)) telling.add(key);
    }
  }
  const named = path !== undefined && PATH.test(path);
  if (known === 0 || known * 4 < lines.length * 3 || (telling.size < 2 && !(named && telling.size > 0)))
    return { score: 0, reasons: [] };
  return {
    score: Math.min(95, 50 + telling.size * 8 + (named ? 20 : 0)),
    reasons: [
      `${known} of ${lines.length} lines are directives of Redis (${[...telling].slice(0, 3).join(', ')})`,
      ...(named ? ['its path is that of Redis'] : []),
    ],
  };
}
