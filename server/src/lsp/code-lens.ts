import type { CancellationToken, CodeLens, CodeLensParams } from 'vscode-languageserver/node';
import { COMMAND_COMPARE_WITH_HEAD } from '../../../client/src/protocol.ts';
import type { LineAnalysis } from '../packets/analyses.ts';
import { changeWords } from '../review/comparison-report.ts';
import { type NamedFilter, namedFilters } from '../review/named-filters.ts';
import type { BaseTexts } from './base-texts.ts';
import { linesOf } from './lines-of.ts';
import type { Locale } from './locale.ts';
import type { Workspace } from './workspace.ts';

/** What `codeLens/resolve` needs. */
interface LensData {
  readonly uri: string;
  readonly kind: 'counts' | 'changes';
  /** Place among the document's filters, or among its changed ones. */
  readonly at: number;
}

/** `textDocument/codeLens`: counts above each filter, and what fares otherwise since the last commit; computed when shown. */
export async function codeLens(
  workspace: Workspace,
  bases: BaseTexts,
  { textDocument: { uri } }: CodeLensParams,
  token: CancellationToken,
): Promise<CodeLens[]> {
  const reading = await workspace.read(uri, token);
  const prepared = reading?.prepared;
  if (!reading || !prepared) return [];
  const { scope } = reading;
  const lens = ({ filter, layer }: NamedFilter, data: LensData): CodeLens => ({
    range: prepared.index.rangeOf(layer.toOutermost(filter.name.span)),
    data,
  });
  // One statement that translates is a list of its own on some platforms: that it is one goes without saying.
  const counts = scope.display.filterLenses
    ? namedFilters(prepared).flatMap((one, at) =>
        one.filter.implicit || one.filter.rules.length < (one.filter.purpose === 'nat' ? 2 : 1)
          ? []
          : [lens(one, { uri, kind: 'counts', at })],
      )
    : [];
  const changes = scope.display.changeLenses
    ? bases.changedFilters(reading).map(({ after }, at) => lens(after, { uri, kind: 'changes', at }))
    : [];
  return [...counts, ...changes];
}

/** `codeLens/resolve` */
export async function codeLensResolve(
  workspace: Workspace,
  bases: BaseTexts,
  lens: CodeLens,
  token: CancellationToken,
): Promise<CodeLens> {
  const { uri, kind, at } = lens.data as LensData;
  const { locale } = workspace;
  // While somebody types, a lens of the version before is told of the text as it is now: the editor keeps what it was given.
  const gone = { ...lens, command: { title: '', command: '' } };
  const reading = await workspace.read(uri, token);
  if (!reading?.prepared) return gone;
  if (kind === 'changes') {
    const changed = bases.changedFilters(reading)[at];
    if (!changed) return gone;
    const words = changeWords(bases.compared(changed), locale) ?? TEXT.same[locale];
    const title = TEXT.since[locale](words, changed.label);
    return { ...lens, command: { title, command: COMMAND_COMPARE_WITH_HEAD, arguments: [uri] } };
  }
  const one = namedFilters(reading.prepared)[at];
  if (!one) return gone;
  return {
    ...lens,
    command: { title: countsOf(one, await linesOf(workspace, reading, one, token), locale), command: '' },
  };
}

function countsOf({ filter }: NamedFilter, lines: readonly LineAnalysis[], locale: Locale): string {
  const written = filter.rules.filter(({ implicit }) => !implicit).length;
  const own = lines.filter(({ ref }) => !filter.rules[ref.rule]?.implicit);
  const dead = own.filter(({ status }) => status === 'dead' || status === 'never-matches').length;
  const idle = own.filter(({ forwardRedundant }) => forwardRedundant).length;
  const undecided = own.filter(({ status }) => status === 'undecided').length;
  return [
    TEXT.rules[locale](written),
    ...(dead > 0 ? [TEXT.dead[locale](dead)] : []),
    ...(idle > 0 ? [TEXT.idle[locale](idle)] : []),
    ...(undecided > 0 ? [TEXT.undecided[locale](undecided)] : []),
  ].join(locale === 'zh-cn' ? ',' : ', ');
}

const TEXT = {
  rules: {
    en: (count: number) => `${count} ${count === 1 ? 'rule' : 'rules'}`,
    'zh-cn': (count: number) => `${count} 条规则`,
  },
  dead: {
    en: (count: number) => (count === 1 ? '1 matches nothing new' : `${count} match nothing new`),
    'zh-cn': (count: number) => `${count} 条不再匹配任何报文`,
  },
  idle: {
    en: (count: number) => (count === 1 ? '1 changes nothing' : `${count} change nothing`),
    'zh-cn': (count: number) => `${count} 条不影响任何报文`,
  },
  undecided: {
    en: (count: number) => `${count} not decided`,
    'zh-cn': (count: number) => `${count} 条无法判定`,
  },
  same: { en: 'no packet fares otherwise', 'zh-cn': '没有报文的处理结果发生变化' },
  since: {
    en: (words: string, label: string) => `${words} since ${label}`,
    'zh-cn': (words: string, label: string) => `自 ${label} 以来:${words}`,
  },
} as const;
