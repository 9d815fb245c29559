import type { Family } from '../../model/address.ts';
import type { Statement, Word } from '../../outline.ts';
import type { Span } from '../../text/span.ts';
import { lower, startsWith } from './facts.ts';
import { areaAt, type OspfLines, readOspfSetting, unnegated } from './ospf-lines.ts';

/** Lines about OSPF, by version and the interface's name in lower case. */
export type LinesByVersion = Readonly<Record<2 | 3, Map<string, OspfLines>>>;

/** What an interface's block says of OSPF. */
export function readOspfInterface(statement: Statement, name: string, interfaces: LinesByVersion): void {
  for (const child of statement.children) {
    const said = settingOf(child);
    if (!said) continue;
    const key = name.toLowerCase();
    const lines = interfaces[said.version].get(key) ?? {};
    interfaces[said.version].set(key, lines);
    if (said.family && !lines.families?.includes(said.family))
      lines.families = [...(lines.families ?? []), said.family];
    if (readInterfaceLine(said, lines, child.header)) child.coverage = 'modelled';
  }
}

interface Said {
  readonly version: 2 | 3;
  readonly words: readonly Word[];
  readonly negated: boolean;
  readonly family?: Family;
  readonly process?: string;
}

/**
 * `ip ospf 1 area 0`, `ip router ospf UNDERLAY area 0`, `ipv6 ospf cost 10`, `ipv6 ospf6 area 0`, `ospfv3 1 ipv6 area 0`,
 * `ipv6 router ospfv3 UNDERLAY area 0`: the words from the setting on.
 */
function settingOf(statement: Statement): Said | undefined {
  if (statement.coverage === 'unknown') return undefined;
  const { words, negated } = unnegated(statement);
  const first = lower(words, 0);
  let from: number;
  let version: 2 | 3 = 2;
  if (startsWith(words, 'ip ospf') || startsWith(words, 'ip router ospf')) from = lower(words, 1) === 'ospf' ? 2 : 3;
  else if (first === 'ospf') from = 1;
  else {
    version = 3;
    if (first === 'ospfv3') from = 1;
    else if (first !== 'ipv6') return undefined;
    else if (/^(?:ospf|ospf6|ospfv3)$/.test(lower(words, 1))) from = 2;
    else if (startsWith(words, 'ipv6 router ospfv3') || startsWith(words, 'ipv6 router ospf')) from = 3;
    else return undefined;
  }
  const named = namesProcess(words, from, version) ? words[from]!.text : undefined;
  if (named !== undefined) from += 1;
  const family = lower(words, from);
  const known = family === 'ipv4' || family === 'ipv6' ? family : undefined;
  return {
    version,
    words: words.slice(known ? from + 1 : from),
    negated,
    ...(named === undefined ? {} : { process: named }),
    ...(known ? { family: known } : {}),
  };
}

/** A number or tag in front of `area`, or of the family in front of anything. */
const namesProcess = (words: readonly Word[], from: number, version: 2 | 3): boolean =>
  words[from] !== undefined &&
  (lower(words, from + 1) === 'area' ||
    (version === 3 && /^\d+$/.test(words[from].text) && /^(?:ipv4|ipv6)$/.test(lower(words, from + 1))));

function readInterfaceLine({ words, negated, process }: Said, lines: OspfLines, span: Span): boolean {
  if (lower(words, 0) !== 'area') return words[0] !== undefined && readOspfSetting(words, negated, lines);
  const area = areaAt(words[1]);
  if (!area || negated) return false;
  lines.area = area;
  lines.span = span;
  if (process !== undefined) lines.process = process;
  return true;
}
