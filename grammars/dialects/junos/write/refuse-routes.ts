import type { Change } from '../../../change.ts';
import { formatPrefix, widthOf } from '../../../model/address.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { policyNames } from '../model/bgp.ts';
import { get, kids } from '../node.ts';
import { isVerb, type Node } from '../tree.ts';
import { block, braces, indentAt, leaf, lineEndOf, lineStart, type Stanza, setLines, unitOf } from './layout.ts';
import { addAtTop, ownStatements, setPath } from './places.ts';

type RefuseRoutes = Extract<Change, { kind: 'refuse-routes' }>;
type RefusePaths = Extract<Change, { kind: 'refuse-paths' }>;

/** A term that rejects, in front of the first one of the first policy that the neighbour has. */
export function refuseRoutes(
  change: RefuseRoutes | RefusePaths | Extract<Change, { kind: 'refuse-invalid' }>,
  outline: Outline,
  root: Node,
  levels: readonly Node[],
): readonly TextEdit[] | undefined {
  const bound = levels.map((level) => policyNames(get(level, change.direction))).find((names) => names.length > 0);
  const policy = bound && get(root, 'policy-options', 'policy-statement', bound[0]!.value);
  if (!policy) return undefined;
  const name = freeName(change.name.toLowerCase(), kids(get(policy, 'term')));
  if (change.kind === 'refuse-invalid') {
    const from = block('from', leaf('protocol bgp'), leaf('validation-database invalid'));
    const then = block('then', leaf('validation-state invalid'), leaf('reject'));
    const edit = asFirst(outline, policy, block(`term ${name}`, from, then));
    return edit && [edit];
  }
  if (change.kind === 'refuse-routes') {
    const filters = change.routes.map((route) => leaf(`route-filter ${rangeText(route)}`));
    const edit = asFirst(outline, policy, block(`term ${name}`, block('from', ...filters), leaf('then reject')));
    return edit && [edit];
  }
  const group = freeName(change.name, kids(get(root, 'policy-options', 'as-path-group')));
  const paths = change.paths.map((path, i) =>
    leaf(`as-path ${change.name.toLowerCase()}-${i + 1} "${pathText(path)}"`),
  );
  const term = block(`term ${name}`, block('from', leaf(`as-path-group ${group}`)), leaf('then reject'));
  const edits = [
    asFirst(outline, policy, term),
    addAtTop(outline, root, 'policy-options', [block(`as-path-group ${group}`, ...paths)]),
  ];
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

/** Patterns over AS numbers: `.` is any one of them. */
function pathText(path: RefusePaths['paths'][number]): string {
  if (path.kind === 'from') return `${path.asn} .*`;
  if (path.kind === 'longer') return `.{${path.than + 1},}`;
  return path.first === path.last ? `.* ${path.first} .*` : `.* [${path.first}-${path.last}] .*`;
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

export function rangeText({ prefix, lengths }: RefuseRoutes['routes'][number]): string {
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

function freeName(wanted: string, others: readonly Node[]): string {
  const taken = new Set(others.map(({ name }) => name));
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (!taken.has(name)) return name;
  }
}
