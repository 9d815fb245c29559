import { structuredValue } from '../../kit/cloud/structured-value.ts';
import { canonical, type MapValue, propertyOf, type Resource, textOf } from '../../kit/cloud/value.ts';
import type { Statement } from '../../outline.ts';
import { leafValue, type Names } from './bicep-value.ts';
import type { BicepObject, Declaration } from './grammar/declaration.ts';
import type { BicepReading, Declared } from './outline.ts';

interface Parent {
  readonly type: string;
  readonly name: string;
  readonly depth: number;
  readonly version: string | undefined;
}

/** How deep resources stand in each other. */
const DEEPEST = 4;

/**
 * Resources that the text makes, those nested in others too. They are called by their symbols, which is what others refer to them by; a child
 * by its parent's symbol and its own name.
 */
export function resourcesOf({ text, declared }: BicepReading): Resource[] {
  const variables = new Map(
    declared
      .filter(({ declaration }) => declaration.keyword === 'var')
      .map(({ declaration }) => [declaration.symbol, declaration.value]),
  );
  const roots = declared.filter(({ declaration }) => declaration.keyword === 'resource');
  const symbols = new Set(roots.map(({ declaration }) => declaration.symbol));
  const called = new Map<string, string>();
  const names: Names = { text, variables, symbols, called };
  for (const one of roots) {
    const name = propertyOf(bodyOf(one, names), 'name');
    if (!name) continue;
    called.set(canonical(name), one.declaration.symbol);
    called.set(`${typeOf(one.declaration)} ${canonical(name)}`, one.declaration.symbol);
  }
  return roots.flatMap((one) => resourceOf(one, names));
}

const typeOf = ({ type = '' }: Declaration): string => type.replace(/@.*$/, '').toLowerCase();

function bodyOf({ declaration, statement }: Declared, names: Names): MapValue | undefined {
  const value = structuredValue(declaration.value, statement, (leaf, own) => leafValue(leaf, own, names));
  return value.kind === 'map' ? value : undefined;
}

function resourceOf(declared: Declared, names: Names, outer?: Parent): Resource[] {
  const { declaration, statement } = declared;
  const { symbolSpan, condition, existing } = declaration;
  const whole = bodyOf(declared, names);
  if (!whole) return [];
  const [kind = '', written] = declaration.type!.split('@');
  const own = kind.toLowerCase();
  // A nested one may leave it to what it stands in.
  const version = written ?? outer?.version;
  const type = outer ? `${outer.type}/${own}` : own;
  const name = nameOf(declaration, whole, names, outer);
  const inner = propertyOf(whole, 'properties');
  const depth = (outer?.depth ?? 0) + 1;
  const made: Resource = {
    type,
    name: { value: name, span: symbolSpan },
    properties: inner?.kind === 'map' ? inner : whole,
    statement,
    around: whole,
    ...(version === undefined ? {} : { apiVersion: version }),
    ...(condition ? { condition: names.text.slice(condition.start, condition.end).replace(/\s+/g, ' ') } : {}),
  };
  return [
    ...(existing ? [] : [made]),
    ...(depth < DEEPEST
      ? nestedIn(declared).flatMap((one) => resourceOf(one, names, { type, name, depth, version }))
      : []),
  ];
}

/** Resources in the braces of another, with the statements that they are there. */
function nestedIn({ declaration: { value }, statement }: Declared): Declared[] {
  if (value.kind !== 'object') return [];
  return (value as BicepObject).entries.flatMap(({ declaration }, at) =>
    declaration ? [{ declaration, statement: statement.children[at] as Statement }] : [],
  );
}

function nameOf({ symbol }: Declaration, whole: MapValue, names: Names, outer?: Parent): string {
  const written = propertyOf(whole, 'name');
  const own = textOf(written) ?? symbol;
  if (outer) return `${outer.name}/${own}`;
  const parent = propertyOf(whole, 'parent');
  if (parent) return `${canonical(parent)}/${own}`;
  // 'web-nsg/ssh', '${web.name}/ssh': the first is the parent's.
  const path = written && canonical(written);
  const slash = path?.indexOf('/') ?? -1;
  if (path === undefined || slash < 0 || path.includes('(')) return symbol;
  const first = path.slice(0, slash).replace(/^\$\{(.*)\}$/, '$1');
  const known = names.symbols.has(first.replace(/\.name$/, ''))
    ? first.replace(/\.name$/, '')
    : names.called.get(first);
  return `${known ?? first}/${path.slice(slash + 1)}`;
}
