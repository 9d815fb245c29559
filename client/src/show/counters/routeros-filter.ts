import { isLogged, readRouterosPrint } from '../routeros-print.ts';
import type { CountedRule } from './counted-rule.ts';

/**
 * `/ip firewall filter print stats` of RouterOS, which counts, and `print`, which shows the rules without their counters. Rules
 * that the router itself put in front (flag D) have no place among those of the configuration.
 */
export function readRouterosFilter(text: string): CountedRule[] {
  const places = new Map<string, number>();
  const found = HEADER.test(text) ? statistics(text) : printed(text);
  return found.map(({ list, action, hits, words }) => {
    const place = (places.get(list) ?? 0) + 1;
    places.set(list, place);
    const permitted = ACTIONS[action];
    return {
      list,
      place,
      text: words,
      ...(permitted && { action: permitted }),
      ...(hits !== undefined && { hits }),
    };
  });
}

interface Rule {
  readonly list: string;
  readonly action: string;
  readonly hits?: number;
  readonly words: string;
}

const ACTIONS: Readonly<Record<string, 'permit' | 'deny' | undefined>> = {
  accept: 'permit',
  drop: 'deny',
  reject: 'deny',
  tarpit: 'deny',
};

// Columns: CHAIN, ACTION, BYTES, PACKETS
//  #    CHAIN     ACTION                 BYTES     PACKETS
const HEADER = /^ *# +CHAIN +ACTION +BYTES +PACKETS\s*$/m;

//  1    ;;; defconf: drop invalid
//       forward   drop                   432 270       9 719
//  3    input     accept          20 090 211 549  20 009 864
const ROW =
  /^ {0,8}(?:(\d{1,7}) {1,8})?(?:([XID]{1,3}) {1,8})?([^\s;]{1,64}) {1,80}([a-z][a-z-]{2,40}) {1,80}(\d{1,3}(?: \d{3}){0,6}|\d{1,20}) {1,80}(\d{1,3}(?: \d{3}){0,6}|\d{1,20})\s*$/;
//  0 D  ;;; special dummy rule to show fasttrack counters
const COMMENT = /^ {0,8}(?:(\d{1,7}) {1,8})?(?:([XID]{1,3}) {1,8})?;;; ?(.{0,400}?)\s*$/;

function statistics(text: string): Rule[] {
  const rules: Rule[] = [];
  let above: { readonly flags: string; readonly comment: string } | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 600 || isLogged(line)) continue;
    const remark = COMMENT.exec(line);
    if (remark) {
      above = { flags: remark[2] ?? '', comment: remark[3]! };
      continue;
    }
    const row = ROW.exec(line);
    if (!row) continue;
    const [, , flags = '', list, action, , packets] = row;
    const words = above?.comment ? `${action} (${above.comment})` : action!;
    if (!(flags + (above?.flags ?? '')).includes('D'))
      rules.push({ list: list!, action: action!, hits: Number(packets!.replaceAll(' ', '')), words });
    above = undefined;
  }
  return rules;
}

//  3    chain=forward action=accept dst-address=192.0.2.0/30
function printed(text: string): Rule[] {
  return readRouterosPrint(text).flatMap(({ flags, comment, properties }): Rule[] => {
    // A rule that names no action accepts.
    const { chain, action = 'accept', ...rest } = properties;
    if (chain === undefined || flags.includes('D')) return [];
    const words = [action, ...Object.entries(rest).map(([name, value]) => `${name}=${value}`)].join(' ');
    return [{ list: chain, action, words: (comment ? `${words} (${comment})` : words).slice(0, 200) }];
  });
}
