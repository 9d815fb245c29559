import { parsePrefix } from '../../model/address.ts';
import type { Namespace } from '../../model/reference.ts';
import type { Statement, Word } from '../../outline.ts';
import type { CommandTable } from '../command-table.ts';
import { ANY_MODE } from '../indented-outline.ts';
import type { NamePatterns } from '../name-patterns.ts';
import { onceFor } from '../once-for.ts';
import { type definitions, type Facts, isWholeNumber, located, lower, startsWith, use } from './facts.ts';

type Definitions = ReturnType<typeof definitions>;

/** Where a platform's commands name things. The modes `global`, `line`, `route-map`, `class-map`, `policy-map`, `bgp`, `acl...` mean the same everywhere. */
export interface UsePlatform {
  readonly commands: CommandTable;
  readonly patterns: NamePatterns;
}

/** Names that a statement of the margin, and all that is nested in it, defines and uses. */
export function readUses(platform: UsePlatform, statement: Statement, facts: Facts, defined: Definitions): void {
  define(statement, defined);
  const known = usesOf.get(platform) ?? onceFor((block: Statement) => usesIn(platform, block));
  usesOf.set(platform, known);
  const { uses, bindings } = known(statement);
  facts.uses.push(...uses);
  facts.bindings.push(...bindings);
}

const usesOf = new WeakMap<UsePlatform, (block: Statement) => Named>();

/** What commands that name things say. */
type Named = Pick<Facts, 'uses' | 'bindings'>;

function usesIn(platform: UsePlatform, block: Statement): Named {
  const named: Named = { uses: [], bindings: [] };
  visit(platform, block, 'global', named);
  return named;
}

function visit(platform: UsePlatform, statement: Statement, mode: string, facts: Named): void {
  const { words } = statement;
  if (lower(words, 0) === 'no') return;
  // `10 match ip access-group WEB`, `5 class VOICE do-all`: lines of classes and policies may be numbered.
  const spoken = CLASS_MODES.has(mode) && isWholeNumber(words[0]?.text) ? words.slice(1) : words;
  for (const { namespace, word, effect } of platform.patterns.find(mode, spoken))
    if (namespace !== 'acl' || !parsePrefix(word.text)) use(facts, namespace, word, statement, effect);
  if (mode === 'route-map') matchAddress(statement, facts);
  if (mode === 'line') accessClass(statement, facts);
  if (statement.children.length === 0) return;
  // Blocks of which only the extent is known may still name things.
  const inner = mode === ANY_MODE ? ANY_MODE : platform.commands.find(mode, words)?.opens;
  if (inner !== undefined) for (const child of statement.children) visit(platform, child, inner, facts);
}

const CLASS_MODES: ReadonlySet<string> = new Set(['class-map', 'policy-map', 'policy-event']);

/** `match ip address 10 WEB`: any of several lists; `prefix-list` has patterns of its own. */
function matchAddress(statement: Statement, facts: Named): void {
  const { words } = statement;
  if (!/^match (?:ip|ipv6) (?:address|next-hop|route-source)$/.test([0, 1, 2].map((i) => lower(words, i)).join(' ')))
    return;
  if (words.some((word) => word.text.toLowerCase() === 'prefix-list')) return;
  for (const word of words.slice(3))
    if (word.text.toLowerCase() !== 'redistribution-source') use(facts, 'acl', word, statement);
}

/** `access-class 23 in vrf-also`: who may reach the device itself; `out` limits where its own users may go on to. */
function accessClass(statement: Statement, facts: Named): void {
  const { words } = statement;
  const ipv6 = lower(words, 0) === 'ipv6';
  const at = ipv6 ? 1 : 0;
  const list = words[at + 1];
  const direction = lower(words, at + 2);
  if (lower(words, at) !== 'access-class' || !list || (direction !== 'in' && direction !== 'out')) return;
  use(facts, 'acl', list, statement);
  facts.bindings.push({
    filter: located(list),
    family: ipv6 ? 'ipv6' : 'ipv4',
    place: { kind: 'management' },
    direction,
    span: statement.header,
  });
}

function define(statement: Statement, defined: Definitions): void {
  const { words } = statement;
  const add = (namespace: Namespace, name: Word | undefined, alwaysUsed = false): void => {
    if (name) defined.add(namespace, located(name), statement.span, alwaysUsed ? { alwaysUsed } : {});
  };
  const first = lower(words, 0);
  if (first === 'time-range') add('time-range', words[1]);
  else if (first === 'class-map') add('class-map', lastName(words));
  else if (first === 'policy-map') add('policy-map', lastName(words));
  else if (startsWith(words, 'mac access-list * *')) add('acl', words[3]);
  else if (startsWith(words, 'zone security *')) add('zone', words[2]);
  else if (startsWith(words, 'ip nat pool *')) add('nat-pool', words[3]);
  // Routes and sessions come to a VRF by more ways than a text shows.
  else if (/^vrf (?:definition|instance|context)$/.test(`${first} ${lower(words, 1)}`) || startsWith(words, 'ip vrf *'))
    add('vrf', words.at(-1), true);
  else if (startsWith(words, 'ip as-path access-list *')) add('as-path-list', words[3]);
  else if (startsWith(words, 'ip community-list *') || startsWith(words, 'ip extcommunity-list *'))
    add('community-list', /^(?:standard|expanded|regexp)$/.test(lower(words, 2)) ? words[3] : words[2]);
}

/** `class-map type inspect match-any NAME`: everything before the name is a keyword. */
const lastName = (words: readonly Word[]): Word | undefined => {
  const type = words.findIndex((word) => word.text.toLowerCase() === 'type');
  const start = type < 0 ? 1 : type + 2;
  const rest = words.slice(start).filter((word) => !/^match-(?:any|all|none)$/i.test(word.text));
  return rest.at(-1);
};

/**
 * Definitions that a statement we do not follow may use: their names stand somewhere outside of them. A number is no such
 * trace unless the word before it speaks of a list.
 */
export function tracesOf(platform: UsePlatform, statements: readonly Statement[]): (name: string) => boolean {
  const named = new Set<string>();
  const numbered = new Set<string>();
  const visitAll = (list: readonly Statement[], mode: string): void => {
    for (const { words, children, coverage } of list) {
      if (coverage !== 'unknown' && skipped(platform, words, mode)) continue;
      for (const [i, word] of words.entries()) {
        if (i === 0) continue;
        if (!isWholeNumber(word.text)) named.add(word.text);
        else if (/list|acl|access|class|group|^r[ow]$/i.test(words[i - 1]!.text)) numbered.add(word.text);
      }
      visitAll(children, platform.commands.find(mode, words)?.opens ?? '');
    }
  };
  visitAll(statements, 'global');
  return (name) => (isWholeNumber(name) ? numbered.has(name) : named.has(name));
}

/** Commands whose names are all found by the patterns, and definitions themselves. */
function skipped(platform: UsePlatform, words: readonly Word[], mode: string): boolean {
  const first = lower(words, 0);
  if (first === 'no' || first === 'description' || first === 'remark') return true;
  if (mode.startsWith('acl') || mode.startsWith('object') || mode === 'route-map' || mode === 'class-map') return true;
  // A routing policy's own language, and the members of sets.
  if (mode === 'policy' || mode === 'branch' || mode === 'set') return true;
  if (mode === 'global')
    return (
      /^(?:hostname|access-list|object|object-group|route-map|route-policy|prefix-set|as-path-set|community-set|extcommunity-set|large-community-set|class-map|policy-map|time-range|zone|interface|vrf|mac)$/.test(
        first,
      ) ||
      (/^(?:ip|ipv4|ipv6|bgp)$/.test(first) &&
        /^(?:access-list|prefix-list|as-path|(?:ext|large-)?community-list|nat|vrf)$/.test(lower(words, 1)))
    );
  if (mode === 'policy-map') return first === 'class';
  if (mode === 'bgp' || mode.startsWith('bgp-')) return first === 'neighbor' || first === 'template';
  return platform.patterns.find(mode, words).length > 0;
}
