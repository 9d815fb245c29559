import type { Change } from '../../../change.ts';
import { formatPrefix, widthOf } from '../../../model/address.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { policyNames } from '../model/bgp.ts';
import { get, kids } from '../node.ts';
import { isVerb, type Node } from '../tree.ts';
import { block, braces, indentAt, leaf, lineEndOf, lineStart, type Stanza, setLines, unitOf } from './layout.ts';
import { ownStatements, setPath } from './places.ts';

type RefuseRoutes = Extract<Change, { kind: 'refuse-routes' }>;

/** A term that rejects, in front of the first one of the first policy that the neighbour has. */
export function refuseRoutes(
  change: RefuseRoutes,
  outline: Outline,
  root: Node,
  levels: readonly Node[],
): readonly TextEdit[] | undefined {
  const bound = levels.map((level) => policyNames(get(level, change.direction))).find((names) => names.length > 0);
  const policy = bound && get(root, 'policy-options', 'policy-statement', bound[0]!.value);
  if (!policy) return undefined;
  const name = freeName(change.name.toLowerCase(), policy);
  const filters = change.routes.map((route) => leaf(`route-filter ${rangeText(route)}`));
  const term = block(`term ${name}`, block('from', ...filters), leaf('then reject'));
  const edit = asFirst(outline, policy, term);
  return edit && [edit];
}

function asFirst(outline: Outline, policy: Node, term: Stanza): TextEdit | undefined {
  const { text } = outline;
  const eol = lineEndOf(text);
  const own = ownStatements(policy);
  const set = own.find(isVerb);
  if (set) {
    // The first command that speaks of the policy: what stands before it is tried before.
    if (set.words[0]!.text !== 'set') return undefined;
    const at = lineStart(text, set.span.start);
    const lines = setLines(term, setPath(policy)).map((line) => `${line}${eol}`);
    return { span: { start: at, end: at }, newText: lines.join('') };
  }
  const home = own.find((statement) => statement.children.length > 0);
  const first = home?.children[0];
  if (!home || !first || text.slice(lineStart(text, first.span.start), first.span.start).trim() !== '')
    return undefined;
  // Comments above the first term are its own.
  const at = first.span.start;
  const indent = indentAt(text, at);
  return { span: { start: at, end: at }, newText: `${braces(term, indent, unitOf(text, home), eol)}${eol}${indent}` };
}

function rangeText({ prefix, lengths }: RefuseRoutes['routes'][number]): string {
  const written = formatPrefix(prefix);
  const width = widthOf(prefix.family);
  if (lengths.first === prefix.length)
    return lengths.last === prefix.length
      ? `${written} exact`
      : lengths.last === width
        ? `${written} orlonger`
        : `${written} upto /${lengths.last}`;
  return `${written} prefix-length-range /${lengths.first}-/${lengths.last}`;
}

function freeName(wanted: string, policy: Node): string {
  const taken = new Set(kids(get(policy, 'term')).map(({ name }) => name));
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (!taken.has(name)) return name;
  }
}
