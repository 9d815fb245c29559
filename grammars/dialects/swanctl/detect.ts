import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { MODELLED, RECOGNISED } from './keywords.ts';

const TELLING =
  /^[ \t]*(connections|secrets|children|pools|authorities|proposals|esp_proposals|ah_proposals|local_addrs|remote_addrs|local_ts|remote_ts|start_action|rekey_time|dpd_delay|mobike|local_port|remote_port|if_id_in|xfrm_if_id)\b[ \t]*[={]?/;
const PATH = /(?:^|[\\/._-])swanctl(?:[\\/._-]|$)/i;
const MOST = 3_000;
/** Such a line is somewhere in the text. */
const SOMEWHERE = lineStart(new RegExp(TELLING.source, 'm'));

/** Blocks of strongSwan's connections, and `name = value` in them without `;`. */
export function detect(text: string, path?: string): Detection {
  if (!SOMEWHERE.isIn(text)) return { score: 0, reasons: [] };
  const lines = text.split(/\r\n|\n|\r/, MOST).filter((line) => /^[ \t]*[^\s#{}]/.test(line));
  let known = 0;
  let ends = 0;
  const telling = new Set<string>();
  for (const line of lines) {
    const [, name = '', sign = ''] = /^[ \t]*([\w%.-]+)[ \t]*(:?[^=\s{]*[ \t]*[={]?)/.exec(line) ?? [];
    if (MODELLED.has(name) || RECOGNISED.has(name) || sign.endsWith('{')) known += 1;
    const found = TELLING.exec(line)?.[1];
    if (found !== undefined) telling.add(found);
    if (/;[ \t]*$/.test(line)) ends += 1;
  }
  const named = path !== undefined && PATH.test(path);
  const enough = telling.size > 2 && (telling.has('connections') || telling.has('secrets') || telling.has('children'));
  if ((!enough && !(named && telling.size > 0)) || known * 4 < lines.length * 3 || ends * 4 > lines.length)
    return { score: 0, reasons: [] };
  return {
    score: Math.min(95, 45 + telling.size * 6 + (named ? 20 : 0)),
    reasons: [
      `settings of swanctl.conf (${[...telling].slice(0, 3).join(', ')})`,
      ...(named ? ['its path is that of swanctl'] : []),
    ],
  };
}
