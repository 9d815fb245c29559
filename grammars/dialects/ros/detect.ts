import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** Lines that are looked at: enough to know an export by. */
const SAMPLE = 400;

/** First words of menus; no other CLI writes paths at the margin. */
const MENU =
  /^\/(?:interface|ip|ipv6|routing|system|tool|user|queue|snmp|ppp|port|certificate|radius|caps-man|mpls|container|disk|dude|file|special-login|console|password|log)(?:[ /]+[a-z0-9]|\s*$)/;

const SOMEWHERE = lineStart(/^[ \t]*\/[a-z]/m);

/** An export: menus with paths, and `add`, `set [ find ... ]` of `name=value` below them. */
export function detect(text: string, path?: string): Detection {
  if (!SOMEWHERE.isIn(text)) return NOTHING;
  const seen = { menus: 0, commands: 0, finds: 0, others: 0, header: false };
  let lines = 0;
  let continued = false;
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    const within = continued;
    continued = line.endsWith('\\');
    const trimmed = line.trim();
    if (within || trimmed === '') continue;
    if (lines === 0 && /^(?:#!|[{<]|---)/.test(trimmed)) return NOTHING;
    if (trimmed.startsWith('#')) {
      if (/by RouterOS \d|^# software id =|^# model = |platform: MikroTik/.test(trimmed)) seen.header = true;
      continue;
    }
    lines += 1;
    if (lines > SAMPLE) break;
    if (MENU.test(line)) {
      seen.menus += 1;
      if (/[ /](?:add|set) +(?:\[|[a-z0-9.-]+=|\S+ [a-z0-9.-]+=)/.test(line)) seen.commands += 1;
    } else if (/^\s*(?:add|set) .*[a-z0-9]=/.test(line)) seen.commands += 1;
    else if (!/^\s*(?::[a-z]+ |[a-z0-9.-]+=|[)}\]"]|remove |print|set )/.test(line) && !/^ {4}/.test(line))
      seen.others += 1;
    if (/\[\s*find[\s\]]/.test(line)) seen.finds += 1;
  }
  const own = seen.menus + seen.commands;
  if (seen.menus === 0 || (seen.commands === 0 && !seen.header) || seen.others > own / 2) return NOTHING;
  const reasons = [
    ...(seen.header ? ['header of an export'] : []),
    'menus with paths',
    ...(seen.commands > 0 ? ['add and set of name=value'] : []),
    ...(seen.finds > 0 ? ['[ find ... ]'] : []),
  ];
  const named = path !== undefined && /\.rsc$|routeros|mikrotik/i.test(path) ? 4 : 0;
  const score = 50 + (seen.header ? 30 : 0) + (seen.finds > 0 ? 10 : 0) + (seen.commands > 2 ? 5 : 0) + named;
  return { score, reasons };
}
