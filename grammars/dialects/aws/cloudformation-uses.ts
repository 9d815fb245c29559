import { entriesOf, entryOf, textOf, type YamlMap, type YamlNode, type YamlScalar } from '../../kit/yaml-node.ts';
import type { Use } from '../../model/reference.ts';
import type { Span } from '../../text/span.ts';

/** Every name that a template refers to: Ref, GetAtt, Sub, DependsOn. `partial`: other names may exist than those in the text. */
export function templateUses(root: YamlMap, text: string, partial: boolean): Use[] {
  const draft: Draft = { text, uses: [], partial, within: undefined };
  for (const { key, value } of root.entries) {
    if (key === 'Parameters' || key === 'Mappings' || key === 'Metadata') continue;
    if (key !== 'Resources') visit(value, draft, 0);
    else for (const entry of entriesOf(value)) visitResource(entry.key, entry.value, draft);
  }
  return draft.uses;
}

interface Draft {
  readonly text: string;
  readonly uses: Use[];
  readonly partial: boolean;
  within: string | undefined;
}

function visitResource(name: string, node: YamlNode, draft: Draft): void {
  draft.within = name;
  const depends = entryOf(node, 'DependsOn')?.value;
  const names = depends?.kind === 'seq' ? depends.items.map(({ value }) => value) : depends ? [depends] : [];
  for (const one of names) if (textOf(one) !== undefined) add(draft, textOf(one)!, one.span, 'DependsOn');
  visit(node, draft, 0);
  draft.within = undefined;
}

/** Deeper functions are nobody's. */
const DEEPEST = 60;

function visit(node: YamlNode, draft: Draft, depth: number): void {
  if (depth > DEEPEST) return;
  if (node.tag !== undefined) call(node.tag.slice(1), node, draft);
  if (node.kind === 'seq') for (const { value } of node.items) visit(value, draft, depth + 1);
  if (node.kind !== 'map') return;
  const single = node.entries.length === 1;
  for (const { key, value } of node.entries) {
    if (single && (key === 'Ref' || key.startsWith('Fn::'))) call(key.replace('Fn::', ''), value, draft);
    visit(value, draft, depth + 1);
  }
}

function call(name: string, argument: YamlNode, draft: Draft): void {
  if (name === 'Ref' && argument.kind === 'scalar') add(draft, argument.value, argument.span, 'Ref');
  if (name === 'GetAtt') {
    const first = argument.kind === 'seq' ? argument.items[0]?.value : argument;
    if (first?.kind !== 'scalar') return;
    const attributed = argument.kind === 'scalar';
    add(draft, attributed ? first.value.replace(/\..*$/s, '') : first.value, first.span, 'GetAtt');
  }
  if (name !== 'Sub') return;
  const template = argument.kind === 'seq' ? argument.items[0]?.value : argument;
  if (template?.kind !== 'scalar') return;
  const own = argument.kind === 'seq' ? entriesOf(argument.items[1]?.value).map(({ key }) => key) : [];
  substitutions(template, own, draft);
}

/** `${Name}` and `${Name.Attribute}`; `${!Name}` is a literal. */
function substitutions({ span, opaque }: YamlScalar, own: readonly string[], draft: Draft): void {
  if (opaque) return;
  const source = draft.text.slice(span.start, span.end);
  for (const found of source.matchAll(/\$\{([A-Za-z0-9]{1,255})(?:\.[\w.:]{1,255})?\}/g)) {
    const name = found[1]!;
    if (own.includes(name)) continue;
    const start = span.start + found.index + 2;
    add(draft, name, { start, end: start + name.length }, 'Sub');
  }
}

function add(draft: Draft, name: string, where: Span, by: string): void {
  // Pseudo parameters; names that modules make.
  if (!/^[A-Za-z0-9]+$/.test(name)) return;
  const source = draft.text.slice(where.start, where.end);
  const at = source.indexOf(name);
  const span = at < 0 ? where : { start: where.start + at, end: where.start + at + name.length };
  draft.uses.push({
    namespaces: ['object', 'acl'],
    name: { value: name, span },
    by: `${by} ${name}`,
    effect: 'config-refused',
    ...(draft.partial ? { predefined: true } : {}),
    ...(draft.within === undefined ? {} : { within: { namespace: 'acl', name: draft.within } }),
  });
}
