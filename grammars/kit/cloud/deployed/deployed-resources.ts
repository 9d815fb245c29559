import type { Statement } from '../../../outline.ts';
import type { HclAttribute, HclBlock, HclBody, HclOutline } from '../../hcl/hcl-outline.ts';
import { canonical, type Field, type MapValue, numberOf, type Resource, textOf, type Value } from '../value.ts';
import type { Environment } from './environment.ts';
import { evaluate } from './evaluate.ts';

/** Around the files of a module that others call, where the files of a configuration are read as one text; its label is the module's folder. */
export const MODULE_FILES = 'netreview_module_files';

/** More copies than this are not told apart. */
const MOST_COPIES = 100;
/** No module is called from modules deeper than this. */
const DEEPEST = 8;

/**
 * Resources of one provider as they are deployed when nobody says otherwise: variables are their arguments, what a `.tfvars` file says, or their
 * defaults; modules whose files are here are followed; `count` and `for_each` make copies. What is not literal stays unknown.
 */
export function deployedResources({ body, text }: HclOutline, provider: string): Resource[] {
  const folders = new Map(
    body.blocks.flatMap(({ type, labels, body: own }) =>
      type === MODULE_FILES && labels[0] ? [[labels[0].value, own] as const] : [],
    ),
  );
  const root = moduleOf({ text, provider, folders, body, folder: '', prefix: '', argument: () => undefined, depth: 0 });
  return root.resources();
}

interface Call {
  readonly text: string;
  readonly provider: string;
  readonly folders: ReadonlyMap<string, HclBody>;
  readonly body: HclBody;
  readonly folder: string;
  readonly prefix: string;
  readonly argument: (name: string) => Value | undefined;
  readonly depth: number;
}

interface Module {
  resources(): Resource[];
  output(name: string): Value | undefined;
}

function moduleOf(call: Call): Module {
  const { text, provider, folders, body, folder, prefix, argument, depth } = call;
  const variables = new Map<string, Value | undefined>();
  const declared = new Map(blocksOf(body, 'variable'));
  const given = new Map(body.attributes.map((one) => [one.name, one] as const));
  const locals = new Map(
    body.blocks.flatMap((block) =>
      block.type === 'locals' ? block.body.attributes.map((one) => [one.name, one] as const) : [],
    ),
  );
  const known = new Map<string, Value | undefined>();
  const made = body.blocks.filter(({ type, labels }) => type === 'resource' && labels.length === 2);
  const keys = new Map<string, readonly string[] | 'single'>();
  const calls = new Map(blocksOf(body, 'module'));
  const modules = new Map<string, ReadonlyMap<string, Module> | undefined>();
  const environment: Environment = {
    text,
    prefix,
    own: new Map(),
    local: (name) => {
      const written = locals.get(name);
      if (!written || known.has(name)) return known.get(name);
      known.set(name, undefined);
      known.set(name, evaluate(written.value, written.statement, environment));
      return known.get(name);
    },
    variable: (name) => {
      if (variables.has(name)) return variables.get(name);
      // What leads back to itself is not known.
      variables.set(name, undefined);
      const block = declared.get(name);
      const written = given.get(name) ?? attributeOf(block?.body, 'default');
      const value = argument(name) ?? (written ? evaluate(written.value, written.statement, environment) : undefined);
      variables.set(name, value);
      return value;
    },
    output: (module, key, name) =>
      modulesOf(module)
        ?.get(key ?? '')
        ?.output(name),
    keysOf: (resource) => keys.get(resource),
  };
  const modulesOf = (name: string): ReadonlyMap<string, Module> | undefined => {
    if (modules.has(name)) return modules.get(name);
    modules.set(name, undefined);
    const block = calls.get(name);
    const source = block && textOf(valueIn(block, 'source', environment));
    const path = source === undefined || !/^\.{1,2}\//.test(source) ? undefined : joinedPath(folder, source);
    const own = path === undefined ? undefined : folders.get(path);
    const copies = block && own && depth < DEEPEST ? copiesOf(block, environment) : undefined;
    if (!block || !own || !copies) return undefined;
    const found = new Map(
      copies.map(({ key, own: iterators }) => {
        const inside = { ...environment, own: iterators };
        const label = key === undefined ? name : `${name}[${key}]`;
        const module = moduleOf({
          ...call,
          body: own,
          folder: path!,
          prefix: `${prefix}module.${label}.`,
          argument: (wanted) => valueIn(block, wanted, inside),
          depth: depth + 1,
        });
        return [key ?? '', module] as const;
      }),
    );
    modules.set(name, found);
    return found;
  };
  const copies = new Map<HclBlock, readonly Copy[] | undefined>();
  for (const block of made) {
    const all = copiesOf(block, environment);
    copies.set(block, all);
    keys.set(
      nameOf(block),
      all && all[0]?.key !== undefined ? all.map(({ key }) => key!) : all?.length === 0 ? [] : 'single',
    );
  }
  const outputs = new Map(blocksOf(body, 'output'));
  return {
    resources: () => [
      ...made
        .filter(({ labels }) => labels[0]!.value.startsWith(provider))
        .flatMap((block) => resourcesOf(block, copies.get(block), environment)),
      ...[...calls.keys()].flatMap((name) => [...(modulesOf(name)?.values() ?? [])].flatMap((one) => one.resources())),
    ],
    output: (name) => {
      const block = outputs.get(name);
      return block && valueIn(block, 'value', environment);
    },
  };
}

const blocksOf = (body: HclBody, kind: string): [string, HclBlock][] =>
  body.blocks.flatMap((block) => (block.type === kind && block.labels[0] ? [[block.labels[0].value, block]] : []));

const attributeOf = (body: HclBody | undefined, name: string): HclAttribute | undefined =>
  body?.attributes.findLast((one) => one.name === name);

function valueIn({ body }: HclBlock, name: string, environment: Environment): Value | undefined {
  const attribute = attributeOf(body, name);
  return attribute && evaluate(attribute.value, attribute.statement, environment);
}

const nameOf = ({ labels }: HclBlock): string => `${labels[0]!.value}.${labels[1]!.value}`;

interface Copy {
  /** Absent: the only one. */
  readonly key?: string;
  readonly own: Environment['own'];
}

/** @returns undefined where their number is not known */
function copiesOf(block: HclBlock, environment: Environment): readonly Copy[] | undefined {
  const count = valueIn(block, 'count', environment);
  const each = valueIn(block, 'for_each', environment);
  if (!count && !each) return [{ own: environment.own }];
  const named = (root: string, key: string, value: Value): Copy => ({
    key,
    own: new Map([...environment.own, [root, { key, value }]]),
  });
  if (count) {
    const number = numberOf(count);
    if (number === undefined || number < 0 || number > MOST_COPIES) return undefined;
    return Array.from({ length: number }, (_, at) => named('count', String(at), count));
  }
  const entries = entriesIn(each!);
  return entries && entries.length <= MOST_COPIES
    ? entries.map(([key, value]) => named('each', key, value))
    : undefined;
}

/** Of a map, or of a set of texts. */
function entriesIn(value: Value): readonly (readonly [string, Value])[] | undefined {
  if (value.kind === 'map') return value.fields.map(({ key, value: own }) => [key, own] as const);
  if (value.kind !== 'list') return undefined;
  const texts = value.items.map((item) => [textOf(item.value), item.value] as const);
  return texts.every(([key]) => key !== undefined) ? (texts as [string, Value][]) : undefined;
}

function resourcesOf(block: HclBlock, copies: readonly Copy[] | undefined, environment: Environment): Resource[] {
  const [type, label] = block.labels as [HclBlock['labels'][number], HclBlock['labels'][number]];
  const base = `${environment.prefix}${nameOf(block)}`;
  const made = (name: string, own: Environment['own'], condition?: string): Resource => ({
    type: type.value,
    name: { value: name, span: label.span },
    properties: bodyValue(block.body, block.statement, { ...environment, own }),
    statement: block.statement,
    ...(condition === undefined ? {} : { condition }),
  });
  if (!copies) {
    const decides = valueIn(block, 'for_each', environment) ?? valueIn(block, 'count', environment)!;
    return [made(base, environment.own, `copies ${canonical(decides)}`)];
  }
  return copies.map(({ key, own }) => made(key === undefined ? base : `${base}[${key}]`, own));
}

function bodyValue(body: HclBody, statement: Statement, environment: Environment): MapValue {
  const fields = [
    ...body.attributes.map(
      ({ name, nameSpan, value, statement: own }): Field => ({
        key: name,
        keySpan: nameSpan,
        value: evaluate(value, own, environment),
        statement: own,
      }),
    ),
    ...body.blocks.flatMap((block) => blockFields(block, environment)),
  ];
  return { kind: 'map', fields, span: statement.span };
}

/** A dynamic block is as many as its list has entries. */
function blockFields(block: HclBlock, environment: Environment): Field[] {
  const { type, typeSpan, labels, body, statement } = block;
  const [label] = labels;
  if (type !== 'dynamic' || !label)
    return [{ key: type, keySpan: typeSpan, value: bodyValue(body, statement, environment), statement, block: true }];
  const each = valueIn(block, 'for_each', environment);
  const entries =
    each?.kind === 'list'
      ? each.items.map((item, at) => [String(at), item.value] as const)
      : each?.kind === 'map'
        ? each.fields.map(({ key, value }) => [key, value] as const)
        : undefined;
  const content = body.blocks.find((one) => one.type === 'content');
  if (!entries || !content || entries.length > MOST_COPIES) {
    const unknown: Value = {
      kind: 'unknown',
      text: `dynamic ${label.value} at ${label.span.start}`,
      span: statement.span,
    };
    return [{ key: label.value, keySpan: label.span, value: unknown, statement, block: true }];
  }
  const written = attributeOf(body, 'iterator')?.value;
  const iterator = written?.kind === 'traversal' ? written.path[0]! : label.value;
  return entries.map(([key, value]) => ({
    key: label.value,
    keySpan: label.span,
    value: bodyValue(content.body, statement, {
      ...environment,
      own: new Map([...environment.own, [iterator, { key, value }]]),
    }),
    statement,
    block: true,
  }));
}

/** `./modules/vpc` seen from a folder, with `..` taken out where it can be. */
export function joinedPath(folder: string, source: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of source.split('/')) {
    if (part === '.' || part === '') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
