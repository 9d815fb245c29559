import type { Detection } from '../../dialect.ts';
import { readBraces } from '../../kit/braces-outline.ts';
import { lineStart } from '../../kit/line-starts.ts';
import type { Statement } from '../../outline.ts';
import { isDone, keyword, keywords, restOf } from './command-tree.ts';
import { COMMANDS } from './commands.ts';
import { formOf, SET_LINE } from './parse.ts';
import { commandBelow } from './tree.ts';

const NOTHING: Detection = { score: 0, reasons: [] };

/** How much of a text is looked at. */
const ENOUGH = 100_000;

export function detect(text: string, path?: string): Detection {
  const start = text.slice(0, ENOUGH);
  const header = /^[!#\s]*RANCID-CONTENT-TYPE:\s*juniper\b/i.test(start.slice(0, 200));
  const found = formOf(start) === 'set' ? setForm(start) : braces(start);
  const reasons = header ? ['RANCID-CONTENT-TYPE: juniper', ...found.reasons] : [...found.reasons];
  const score = header ? Math.max(found.score, 85) : found.score;
  if (score === 0) return NOTHING;
  const named = path !== undefined && /jun(?:os|iper)|\bsrx\b|\.jcl|\bmx\d|\bqfx|\bex\d{4}/i.test(path);
  return { score: Math.min(99, score + (named ? 2 : 0)), reasons };
}

/** Set commands of other systems that start as ours do. */
const OTHERS_SET =
  /^\s*set\s+(?:\/|(?:deviceconfig|rulebase|mgt-config|network|shared|zone|address|address-group|device-group|template|import|reports|interface|nat|service|container|vpn|policy|high-availability|vrf|load-balancing|traffic-policy|qos|pki|hostname|installer|clienv|user|static-route|ospf|bgp|router-id|ntp|interfaces\s+(?:ethernet|loopback|bonding|bridge|dummy|tunnel|wireguard|openvpn|pppoe|pseudo-ethernet|vti|switch|wireless|l2tpv3|vxlan|virtual-ethernet)|firewall\s+(?:name|ipv6-name|ipv4|ipv6|group|all-ping|state-policy|global-options|broadcast-ping|receive-redirects|zone)|snmp\s+(?:agent|mode)|protocols\s+(?:static|bfd\s+profile|isis\s+(?:net|dynamic-hostname|lsp-gen-interval|spf-interval)|rip\s+(?:version|network|passive-interface)))(?:\s|$))/;

function setForm(text: string): Detection {
  let known = 0;
  let unknown = 0;
  let others = 0;
  let sample = '';
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    SET_LINE.lastIndex = 0;
    if (!SET_LINE.test(line)) continue;
    const words = line.trim().split(/\s+/).slice(1, 6);
    // VyOS quotes with apostrophes; Junos never does.
    if (OTHERS_SET.test(line) || /\s'[^']*'\s*$/.test(line)) others += 1;
    else if (isKnownPath(words)) {
      known += 1;
      sample ||= words.slice(0, 2).join(' ');
    } else unknown += 1;
    if (known + unknown + others >= 600) break;
  }
  const all = known + unknown + others;
  if (known === 0 || others * 4 > all || known * 2 < all) return NOTHING;
  const share = known / all;
  return {
    score: Math.round((known >= 3 ? 92 : known === 2 ? 80 : 65) * Math.min(1, share + 0.1)),
    reasons: [`${known} of ${all} set commands are in the Junos hierarchy, such as \`set ${sample}\``],
  };
}

function isKnownPath([first, ...rest]: readonly string[]): boolean {
  let place = first === undefined ? undefined : keyword(COMMANDS, first);
  for (const word of rest) {
    if (!place || restOf(place) || isDone(place) || word === '[') break;
    place = commandBelow(place, word);
  }
  return place !== undefined;
}

/** A line that may open a block of the hierarchy: without one, there is nothing to read. */
const TOP = lineStart(
  new RegExp(
    `^[ \\t]*(?:(?:inactive|protect|replace|delete):[ \\t]+)*(?:${keywords(COMMANDS).join('|')})(?:[ \\t][^\\n{};=]*)?\\s*\\{`,
    'm',
  ),
);

function braces(text: string): Detection {
  if (!text.includes('{') || !TOP.isIn(text)) return NOTHING;
  const outline = readBraces(text);
  let known = 0;
  let unknown = 0;
  const tops = new Set<string>();
  for (const statement of outline.statements) {
    const words = plain(statement);
    if (words[0] === 'set' || words.length === 0) continue;
    const top = keyword(COMMANDS, words[0]!);
    if (!top || (statement.children.length === 0 && words.length < 2)) {
      unknown += 1;
      continue;
    }
    let place = top;
    for (const word of words.slice(1)) place = commandBelow(place, word) ?? place;
    for (const child of statement.children) {
      const [word] = plain(child);
      if (word !== undefined && commandBelow(place, word)) known += 1;
      else unknown += 1;
    }
    if (statement.children.length > 0) tops.add(words[0]!);
  }
  if (tops.size === 0 || known === 0 || unknown > known * 2) return NOTHING;
  // VyOS and others have the same blocks but end statements with the line.
  const semicolons = outline.trivia.filter(
    ({ kind, span }) => kind === 'punctuation' && text[span.start] === ';',
  ).length;
  if (semicolons === 0 || semicolons * 3 < leaves(outline.statements)) return NOTHING;
  const share = known / (known + unknown);
  return {
    score: Math.round((tops.size >= 2 ? 92 : 82) * Math.min(1, share + 0.1)),
    reasons: [`blocks of the Junos hierarchy with \`;\` at the end of statements: ${[...tops].slice(0, 4).join(', ')}`],
  };
}

const plain = ({ words }: Statement): string[] =>
  words.map(({ text }) => text).filter((word) => !/^(?:inactive|protect|replace|delete):$/.test(word));

const leaves = (statements: readonly Statement[]): number =>
  statements.reduce((sum, { children }) => sum + (children.length > 0 ? leaves(children) : 1), 0);
