import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { MODELLED, RECOGNISED } from './options.ts';

/** Options that no other file of `key=value` lines has. */
const TELLING =
  /^(?:tls-listening-port|min-port|max-port|lt-cred-mech|use-auth-secret|static-auth-secret|external-ip|denied-peer-ip|allowed-peer-ip|no-multicast-peers|allow-loopback-peers|total-quota|user-quota|stale-nonce|listening-port|alt-listening-port|listening-device|relay-device|listening-ip|relay-ip|no-tcp-relay|no-udp-relay|no-dtls)$/;
/** Such an option begins some line. */
const SOMEWHERE = lineStart(new RegExp(`^[ \\t]*-{0,2}${TELLING.source.slice(1, -1)}`, 'm'));
const PATH = /(?:^|\/)(?:turnserver|coturn)[^/]*\.conf$/;
const MOST = 2_000;

/** Most lines are options of turnserver, and some are nobody else's. */
export function detect(text: string, path?: string): Detection {
  const named = path !== undefined && PATH.test(path);
  if (!named && !SOMEWHERE.isIn(text)) return { score: 0, reasons: [] };
  const keys = text
    .split(/\r\n|\n|\r/, MOST)
    .flatMap((line) => /^[ \t]*-{0,2}([A-Za-z][\w-]*)(?:[ \t]*=|[ \t]|$)/.exec(line)?.[1] ?? []);
  const known = keys.filter((key) => MODELLED.has(key) || RECOGNISED.has(key)).length;
  const telling = new Set(keys.filter((key) => TELLING.test(key)));
  if (known === 0 || known * 4 < keys.length * 3 || (telling.size < 2 && !named)) return { score: 0, reasons: [] };
  return {
    score: Math.min(95, 50 + telling.size * 10 + (named ? 25 : 0)),
    reasons: [
      `${known} of ${keys.length} lines are options of turnserver (${[...telling].slice(0, 3).join(', ')})`,
      ...(named ? ['its name is that of coturn’s file'] : []),
    ],
  };
}
