import type { Namespace, References } from '../../../grammars/model/reference.ts';
import { type Bilingual, walk } from '../../../grammars/outline.ts';
import { applyEdits, type TextEdit } from '../../../grammars/text/edit.ts';
import { layersOf } from './layers.ts';
import { type DefinedElsewhere, type Name, namesOf, nowhere } from './names.ts';
import { type Prepared, prepare } from './prepare.ts';

export type Renaming =
  | { readonly ok: false; readonly problem: Bilingual }
  | { readonly ok: true; readonly edits: readonly TextEdit[] };

/** Why a name cannot be renamed at all; undefined when it can be tried. */
export function unrenamable(
  { definitions, namespace, text, scope, layer, occurrences }: Name,
  elsewhere: DefinedElsewhere = nowhere,
): Bilingual | undefined {
  if (definitions.length === 0 && !elsewhere(namespace, text, scope))
    return { en: `${text} is not defined in this file.`, 'zh-cn': `${text} 未在此文件中定义。` };
  if (definitions.some((definition) => definition.builtin))
    return { en: `${text} is a name of the platform itself.`, 'zh-cn': `${text} 是平台自带的名称。` };
  if (namespace === 'interface')
    return {
      en: `${text} is the name of an interface: the hardware gives it.`,
      'zh-cn': `${text} 是接口名,由硬件决定。`,
    };
  if (!occurrences.every(({ span }) => layer.isVerbatim(span)))
    return {
      en: `${text} stands in text that is written with escapes; rename it by hand.`,
      'zh-cn': `${text} 所在文本含转义,请手动重命名。`,
    };
  return undefined;
}

/**
 * Writes another name wherever this one stands, and reads the result again: it is refused unless every definition and
 * every use is the same as before but for the name.
 * @param elsewhere what files that it is put together with give: in those the name is written anew too
 */
export function rename(
  prepared: Prepared,
  name: Name,
  newName: string,
  elsewhere: DefinedElsewhere = nowhere,
): Renaming {
  const { text, layer, namespace, scope } = name;
  const refuse = (problem: Bilingual): Renaming => ({ ok: false, problem });
  const problem = unrenamable(name, elsewhere);
  if (problem) return refuse(problem);
  if (newName === text) return { ok: true, edits: [] };
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,62}$/.test(newName)) {
    return refuse({
      en: `${newName} cannot be a name here: letters, digits and _ . : / - only, at most 63.`,
      'zh-cn': `${newName} 不能用作名称:只能含字母、数字和 _ . : / -,最多 63 个字符。`,
    });
  }
  if (/^\d+$/.test(newName) !== /^\d+$/.test(text)) {
    return refuse({
      en: `${text} cannot be renamed to ${newName}: numbers and names are not used alike.`,
      'zh-cn': `无法将 ${text} 重命名为 ${newName}:编号与名称的用法不同。`,
    });
  }
  if (speaksOf(layer.prepared.device.references, newName, scope)) {
    return refuse(TAKEN(newName));
  }
  const edits = name.occurrences.map(({ span }) => {
    const written = layer.prepared.text.slice(span.start, span.end);
    const quote = written.length === text.length + 2 && written.slice(1, -1) === text ? 1 : 0;
    return {
      span: layer.toOutermost({ start: span.start + quote, end: span.end - quote }),
      newText: newName,
    };
  });
  const missed = lineNotUnderstood(prepared, name, elsewhere);
  if (missed !== undefined) {
    return refuse(UNCERTAIN(missed + 1, text));
  }
  const after = readAgain(prepared, applyEdits(prepared.text, edits));
  const place = layersOf(prepared).findIndex((one) => one.prepared === layer.prepared);
  const renamed = after && layersOf(after)[place]?.prepared;
  const renaming = { namespace, text, scope, newName };
  const isOwn = (one: Namespace, other: string, within: string | undefined, own: string): boolean =>
    one === namespace && other === own && within === scope;
  const thereafter: DefinedElsewhere = (one, other, within) => {
    if (isOwn(one, other, within, newName)) return elsewhere(namespace, text, scope);
    return !isOwn(one, other, within, text) && elsewhere(one, other, within);
  };
  if (!renamed || shape(renamed, thereafter) !== shape(layer.prepared, elsewhere, renaming)) {
    return refuse({
      en: `${text} cannot be renamed to ${newName}: not every line that names it would still be understood.`,
      'zh-cn': `无法将 ${text} 重命名为 ${newName}:部分引用它的行将无法识别。`,
    });
  }
  return { ok: true, edits };
}

/**
 * A file that is put together with one in which a name is written anew, and does not say it: it must not say the new one either, nor the
 * old one where nobody knows what it means. @returns why it cannot be left as it is
 */
export function hindersRename(
  prepared: Prepared,
  { text, scope }: Pick<Name, 'text' | 'scope'>,
  newName: string,
  elsewhere: DefinedElsewhere,
): Bilingual | undefined {
  if (newName !== text && speaksOf(prepared.device.references, newName, scope)) return TAKEN(newName);
  const missed = lineNotUnderstood(prepared, { layer: layersOf(prepared)[0]!, text }, elsewhere);
  return missed === undefined ? undefined : UNCERTAIN(missed + 1, text);
}

const TAKEN = (name: string): Bilingual => ({
  en: `${name} is already in use in this file.`,
  'zh-cn': `此文件中已使用名称 ${name}。`,
});

const UNCERTAIN = (line: number, text: string): Bilingual => ({
  en: `Line ${line} also says ${text}, and it is not known whether it means this one; rename it by hand.`,
  'zh-cn': `第 ${line} 行也出现 ${text},但无法确定是否指同一对象;请手动重命名。`,
});

/** Whether the name is given or used, in that part of the configuration. */
const speaksOf = ({ definitions, uses }: References, name: string, scope: string | undefined): boolean =>
  [...definitions, ...uses].some(
    (other) => other.name.value === name && (other.scope ?? scope) === (scope ?? other.scope),
  );

/** The first line that says the name as a word of its own, where nothing is known to be named; free text apart. */
function lineNotUnderstood(
  prepared: Prepared,
  { layer, text }: Pick<Name, 'layer' | 'text'>,
  elsewhere: DefinedElsewhere = nowhere,
): number | undefined {
  const known = new Set(
    namesOf(layer, elsewhere).flatMap(({ occurrences }) => occurrences.map(({ span }) => span.start)),
  );
  const isNumber = /^\d+$/.test(text);
  for (const { words, coverage } of walk(layer.prepared.outline.statements)) {
    // Numbers are everywhere: what a modelled line does with one is known.
    if (isNumber && coverage === 'modelled') continue;
    for (const word of words) {
      if (FREE_TEXT.has(word.text)) break;
      if (word.text !== text && word.text !== `"${text}"`) continue;
      if (known.has(word.span.start) || known.has(word.span.start + 1)) continue;
      return prepared.index.positionAt(layer.toOutermost(word.span).start).line;
    }
  }
  return undefined;
}

const FREE_TEXT = new Set(['description', 'remark', 'annotate', 'message', 'comment', '--comment']);

const readAgain = (prepared: Prepared, text: string): Prepared | undefined =>
  prepare({ text, dialect: prepared.dialect.id, ...(prepared.path === undefined ? {} : { path: prepared.path }) });

/** What must stay the same: all names with their kinds (one of them written anew), and how statements and filters are read. */
function shape(
  { device, outline }: Prepared,
  elsewhere: DefinedElsewhere,
  renaming?: Pick<Name, 'namespace' | 'text' | 'scope'> & { readonly newName: string },
): string {
  const { definitions, uses } = device.references;
  const keyOf = (namespace: string, text: string, scope: string | undefined): string =>
    `${namespace} ${scope ?? ''} ${text}`;
  const defined = new Set(definitions.map(({ namespace, name, scope }) => keyOf(namespace, name.value, scope)));
  const own = renaming && keyOf(renaming.namespace, renaming.text, renaming.scope);
  const named = (namespace: string | undefined, text: string, scope: string | undefined): string =>
    renaming && namespace !== undefined && keyOf(namespace, text, scope) === own ? renaming.newName : text;
  const names = [
    ...definitions.map(
      ({ namespace, name, scope, spans }) =>
        `${namespace} ${scope ?? ''} ${named(namespace, name.value, scope)} ${spans.length}`,
    ),
    ...uses.map(({ namespaces, name, scope }) => {
      const isGiven = (one: Namespace): boolean =>
        defined.has(keyOf(one, name.value, scope)) || elsewhere(one, name.value, scope);
      const meant = namespaces.find(isGiven) ?? namespaces[0];
      return `${namespaces.join(',')} ${scope ?? ''} > ${named(meant, name.value, scope)}`;
    }),
  ].sort();
  const coverage = [...walk(outline.statements)].map((statement) => statement.coverage[0]).join('');
  const filters = device.filters.map(({ family, purpose, closed, rules }) => [
    family,
    purpose,
    closed,
    rules.map(({ matches, action }) => [matches, action.kind]),
  ]);
  return [...names, coverage, outline.problems.length, JSON.stringify(filters, withoutPlaces)].join('\n');
}

/** Offsets move with the length of the name; opaque conditions may quote it; a zone is known by what is in it. */
function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'span' || key === 'text') return undefined;
  if (value !== null && typeof value === 'object' && 'members' in value) return value.members;
  return typeof value === 'bigint' ? `${value}n` : value;
}
