import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';
import { COMMANDS, sectionAt } from './commands.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** How much of a text is looked at. */
const ENOUGH = 100_000;

export function detect(text: string, path?: string): Detection {
  const start = text.slice(0, ENOUGH);
  const reasons: string[] = [];
  const header = /^#config-version=([A-Z0-9]+)[-A-Z]*-(\d+\.\d+)/m.exec(start.slice(0, 2000));
  if (header) reasons.push(`#config-version of a ${header[1]}, ${header[2]}`);
  const seen = sections(start);
  if (!header && seen.known === 0) return NOTHING;
  if (seen.known > 0) reasons.push(`sections of the FortiOS CLI, such as \`config ${seen.sample}\``);
  const [edits, nexts, ends] = ['edit', 'next', 'end'].map((word) => linesOf(start, word));
  if (edits! > 0 && nexts! > 0) reasons.push('entries from `edit` to `next`');
  if (!header && (ends === 0 || seen.known < seen.others)) return NOTHING;
  // Quagga's vtysh and OpenWrt's UCI have `config` lines too, and neither closes them.
  const closed = ends! * 2 >= seen.known;
  if (!header && !closed) return NOTHING;
  const score = header ? 97 : Math.min(95, 78 + Math.min(12, seen.known * 3) + (edits! > 0 && nexts! > 0 ? 5 : 0));
  const named = path !== undefined && /forti|fgt|\bfg[-_]?\d{2,}/i.test(path);
  return { score: Math.min(99, score + (named ? 2 : 0)), reasons };
}

const SECTION = lineStart(/^[ \t]*config +[^\r\n]/m);

function sections(text: string): { known: number; others: number; sample: string } {
  let known = 0;
  let others = 0;
  let sample = '';
  if (!SECTION.isIn(text)) return { known, others, sample };
  for (const [, rest] of text.matchAll(/^[ \t]*config +([^\r\n]+)$/gm)) {
    const path = rest!.trim().split(/\s+/);
    const [first] = path;
    // `config vdom` and `config global` alone are said by other systems.
    if (path.length > 1 && sectionAt(COMMANDS, path)) {
      known += 1;
      sample ||= path.slice(0, 3).join(' ');
    } else if (path.length > 1 && !FAMILIES.has(first!)) others += 1;
    if (known + others >= 400) break;
  }
  return { known, others, sample };
}

const FAMILIES: ReadonlySet<string> = new Set('system firewall router vpn log user'.split(' '));

const linesOf = (text: string, word: string): number =>
  text.match(new RegExp(`^[ \\t]*${word}(?:[ \\t]|\\r?$)`, 'gm'))?.length ?? 0;
