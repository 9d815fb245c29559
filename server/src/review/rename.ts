import type { References } from '../../../grammars/model/reference.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { applyEdits, type TextEdit } from '../../../grammars/text/edit.ts';
import { layersOf } from './layers.ts';
import type { Name } from './names.ts';
import { type Prepared, prepare } from './prepare.ts';

export type Renaming =
  | { readonly ok: false; readonly problem: Bilingual }
  | { readonly ok: true; readonly edits: readonly TextEdit[] };

/** Why a name cannot be renamed at all; undefined when it can be tried. */
export function unrenamable({ definitions, namespace, text, layer, occurrences }: Name): Bilingual | undefined {
  if (definitions.length === 0)
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
 */
export function rename(prepared: Prepared, name: Name, newName: string): Renaming {
  const { text, layer, namespace } = name;
  const refuse = (problem: Bilingual): Renaming => ({ ok: false, problem });
  const problem = unrenamable(name);
  if (problem) return refuse(problem);
  if (newName === text) return { ok: true, edits: [] };
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,62}$/.test(newName)) {
    return refuse({
      en: `${newName} cannot be a name here: letters, digits and _ . : / - only, at most 63.`,
      'zh-cn': `${newName} 不能用作名称:只能含字母、数字和 _ . : / -,最多 63 个字符。`,
    });
  }
  const { references } = layer.prepared.device;
  if (
    references.definitions.some((other) => other.name.value === newName) ||
    references.uses.some((use) => use.name.value === newName)
  ) {
    return refuse({ en: `${newName} is already in use in this file.`, 'zh-cn': `此文件中已使用名称 ${newName}。` });
  }
  const edits = name.occurrences.map(({ span }) => {
    const written = layer.prepared.text.slice(span.start, span.end);
    const quote = written.length === text.length + 2 && written.slice(1, -1) === text ? 1 : 0;
    return {
      span: layer.toOutermost({ start: span.start + quote, end: span.end - quote }),
      newText: newName,
    };
  });
  const after = readAgain(prepared, applyEdits(prepared.text, edits));
  const place = layersOf(prepared).findIndex((one) => one.prepared === layer.prepared);
  const renamed = after && layersOf(after)[place]?.prepared.device.references;
  if (!renamed || shape(renamed) !== shape(references, { namespace, text, newName })) {
    return refuse({
      en: `${text} cannot be renamed to ${newName}: not every line that names it would still be understood.`,
      'zh-cn': `无法将 ${text} 重命名为 ${newName}:部分引用它的行将无法识别。`,
    });
  }
  return { ok: true, edits };
}

const readAgain = (prepared: Prepared, text: string): Prepared | undefined =>
  prepare({ text, dialect: prepared.dialect.id, ...(prepared.path === undefined ? {} : { path: prepared.path }) });

/** All names with their kinds, in an order of their own; with those of one name written anew. */
function shape(
  { definitions, uses }: References,
  renaming?: { readonly namespace: string; readonly text: string; readonly newName: string },
): string {
  const defined = new Set(definitions.map(({ namespace, name }) => `${namespace} ${name.value}`));
  const named = (namespace: string | undefined, text: string): string =>
    renaming && namespace === renaming.namespace && text === renaming.text ? renaming.newName : text;
  return [
    ...definitions.map(({ namespace, name, spans }) => `${namespace} ${named(namespace, name.value)} ${spans.length}`),
    ...uses.map(({ namespaces, name }) => {
      const meant = namespaces.find((one) => defined.has(`${one} ${name.value}`)) ?? namespaces[0];
      return `${namespaces.join(',')} > ${named(meant, name.value)}`;
    }),
  ]
    .sort()
    .join('\n');
}
