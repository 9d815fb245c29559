import { entryProblems, slips } from '../../../kit/cisco-like/entry-problems.ts';
import { type Facts, isWholeNumber, located, lower, textOf, use } from '../../../kit/cisco-like/facts.ts';
import type { Filter, FilterRule, MatchProblem } from '../../../model/filter.ts';
import type { Statement, Word } from '../../../outline.ts';
import { cover, type Located, type Span } from '../../../text/span.ts';
import { type AsaEntry, readEntry, type SideForm } from '../grammar/access-entry.ts';
import { ASA_NAMES } from '../grammar/names.ts';
import { matchesOf } from './entry-match.ts';
import { builtInService, type Objects } from './objects.ts';

interface Line {
  readonly statement: Statement;
  /** From `permit` or `deny` on; none: a remark. */
  readonly words: readonly Word[];
  readonly form: 'standard' | 'extended';
}

interface List {
  readonly name: Located<string>;
  /** Remarks count as lines: `line N` speaks of these. */
  lines: Line[];
  /** By their text, for `no access-list ...`. */
  readonly byText: Map<string, Line[]>;
  readonly withdrawn: Set<Line>;
  spans: Span[];
  open: boolean;
}

/** Gathers `access-list NAME ...` line by line; a list may be spread over the text. */
export interface AccessLists {
  read(statement: Statement): void;
  /** `no access-list A extended permit ip any any` */
  withdraw(statement: Statement): void;
  /** `clear configure access-list A` */
  clear(name: string | undefined): void;
  finish(facts: Facts, objects: Objects, family: Filter['family']): readonly Filter[];
  names(): readonly { readonly name: Located<string>; readonly spans: readonly Span[] }[];
}

export function accessLists(): AccessLists {
  const lists = new Map<string, List>();
  return {
    read: (statement) => {
      const name = statement.words[1];
      const found = name && lineOf(statement);
      if (!found) return;
      const list = lists.get(name.text) ?? newList(located(name));
      lists.set(name.text, list);
      list.spans.push(statement.header);
      const text = textOf(statement);
      const same = list.byText.get(text);
      if (same) same.push(found.line);
      else list.byText.set(text, [found.line]);
      if (found.at !== undefined && list.withdrawn.size > 0) {
        list.lines = list.lines.filter((line) => !list.withdrawn.has(line));
        list.withdrawn.clear();
      }
      if (found.at === undefined || found.at > list.lines.length) list.lines.push(found.line);
      else list.lines.splice(Math.max(0, found.at - 1), 0, found.line);
    },
    withdraw: (statement) => {
      const list = lists.get(statement.words[2]?.text ?? '');
      if (!list) return;
      const line = list.byText.get(textOf(statement).slice('no '.length))?.pop();
      if (!line) {
        list.open = true;
        return;
      }
      line.statement.coverage = 'modelled';
      list.withdrawn.add(line);
    },
    clear: (name) => {
      if (name === undefined) lists.clear();
      else lists.delete(name);
    },
    finish: (facts, objects, family) => [...lists.values()].map((list) => filterOf(list, facts, objects, family)),
    names: () => [...lists.values()],
  };
}

const newList = (name: Located<string>): List => ({
  name,
  lines: [],
  byText: new Map(),
  withdrawn: new Set(),
  spans: [],
  open: false,
});

/** `access-list A [line N] [extended|standard] permit ...`; before 7.0 without `extended`. */
function lineOf(statement: Statement): { line: Line; at: number | undefined } | undefined {
  const { words } = statement;
  let index = 2;
  let at: number | undefined;
  if (lower(words, index) === 'line' && isWholeNumber(words[index + 1]?.text)) {
    at = Number(words[index + 1]!.text);
    index += 2;
  }
  const kind = lower(words, index);
  if (kind === 'remark') return { line: { statement, words: [], form: 'extended' }, at };
  if (!/^(?:extended|standard|permit|deny)$/.test(kind)) return undefined;
  const form = kind === 'standard' ? 'standard' : 'extended';
  return {
    line: {
      statement,
      words: words.slice(kind === 'permit' || kind === 'deny' ? index : index + 1),
      form,
    },
    at,
  };
}

function filterOf(list: List, facts: Facts, objects: Objects, family: Filter['family']): Filter {
  const rules: FilterRule[] = [];
  let remarks: Span[] = [];
  let { open } = list;
  for (const line of list.lines) {
    if (list.withdrawn.has(line)) continue;
    line.statement.coverage = 'modelled';
    if (line.words.length === 0) {
      remarks.push(line.statement.header);
      continue;
    }
    const rule = ruleOf(line, list.name.value, facts, objects, family);
    if (rule) rules.push({ ...rule, ...(remarks.length > 0 ? { remarks } : {}) });
    else {
      line.statement.coverage = 'unknown';
      open = true;
    }
    remarks = [];
  }
  const standard = list.lines.some(({ form, words }) => form === 'standard' && words.length > 0);
  return {
    name: list.name,
    family: standard ? 'ipv4' : family,
    purpose: 'packet',
    rules,
    fallback: { action: 'deny' },
    stateful: true,
    span: list.spans.reduce(cover),
    closed: !open,
  };
}

function ruleOf(
  { statement, words, form }: Line,
  list: string,
  facts: Facts,
  objects: Objects,
  family: Filter['family'],
): FilterRule | undefined {
  const entry = readEntry(words, form, objects);
  if (!entry) {
    if (form === 'extended') facts.matchProblems.push(...slips(words, ASA_NAMES));
    return undefined;
  }
  facts.matchProblems.push(...problemsOf(entry));
  const matches = matchesOf(entry, form === 'standard' ? 'ipv4' : family, objects, facts);
  if (!matches) return undefined;
  useNames(entry, list, statement, facts, objects);
  return {
    span: statement.header,
    matches,
    action: { kind: lower([entry.action], 0) as 'permit' | 'deny' },
    effects: entry.log ? ['log'] : [],
    active: !entry.inactive,
  };
}

/** Ports of `ip`, a port that is none: refused on every platform of the kind. */
function problemsOf({ protocol, sourcePort, destinationPort }: AsaEntry): MatchProblem[] {
  if (!protocol || protocol.named) return [];
  return entryProblems(
    {
      action: 'permit',
      protocol: { kind: 'word', word: protocol.word },
      source: { kind: 'any' },
      ...(sourcePort ? { sourcePort } : {}),
      ...(destinationPort ? { destinationPort } : {}),
      options: [],
    },
    { names: ASA_NAMES },
  );
}

function useNames(entry: AsaEntry, list: string, statement: Statement, facts: Facts, objects: Objects): void {
  const within = { namespace: 'acl', name: list } as const;
  const side = (form: SideForm | undefined): void => {
    if (form?.kind === 'object') use(facts, 'object', form.word, statement, undefined, within);
  };
  side(entry.source);
  side(entry.destination);
  const service = (word: Word): void => use(facts, 'service-object', word, statement, undefined, within);
  const { protocol, icmp } = entry;
  // Names of ports and of ICMP types stand for objects that every ASA has.
  if (protocol?.named && (objects.isService(protocol.word.text) || !isBuiltIn(protocol.word.text)))
    service(protocol.word);
  for (const ports of [entry.sourcePort, entry.destinationPort])
    if (ports?.operator === 'group') service(ports.words[0]!);
  if (icmp?.[1] && lower(icmp, 0) === 'object-group') service(icmp[1]);
  if (entry.timeRange) use(facts, 'time-range', entry.timeRange, statement, undefined, within);
}

function isBuiltIn(name: string): boolean {
  const known = name.toLowerCase();
  const { tcpPorts, udpPorts } = ASA_NAMES;
  return builtInService(known) !== undefined || tcpPorts.has(known) || udpPorts.has(known) || known.startsWith('icmp');
}
