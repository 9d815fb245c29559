import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Position,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import {
  COMMAND_SHOW_INTENT,
  COMMAND_SHOW_RULE,
  COMMAND_SUPPRESS,
  type ShowIntentArguments,
  type SuppressArguments,
} from '../../../client/src/protocol.ts';
import { refactorsAt } from '../review/refactors.ts';
import { fileSuppression, lineSuppression } from '../review/write-suppression.ts';
import { dataOf, isRule } from './diagnostic-of.ts';
import type { Locale } from './locale.ts';
import type { Reading, Reviewed, Workspace } from './workspace.ts';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.netreview`;

export const CODE_ACTION_KINDS = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL_KIND];

/** What `codeAction/resolve` needs to compute the edit of a "fix all". */
export interface FixAllData {
  readonly uri: string;
  readonly version: number;
  /** Absent: every rule. */
  readonly rule?: string;
}

/** `textDocument/codeAction`: quick fixes from the diagnostics themselves, fix-all, suppressions, the rule's page; rules merged and narrowed. */
export async function codeAction(
  workspace: Workspace,
  { textDocument: { uri }, range, context }: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const document = workspace.documents.get(uri);
  if (!document) return [];
  const wants = (kind: string): boolean =>
    context.only === undefined ||
    context.only.some((only) => kind === only || kind.startsWith(`${only}.`) || only === '');
  const actions: CodeAction[] = [];
  const own = context.diagnostics.filter((diagnostic) => dataOf(diagnostic)?.version === document.version);
  if (wants(CodeActionKind.QuickFix) && own.length > 0) {
    const reading = await workspace.read(uri, token);
    const reviewed = workspace.reviewed(uri);
    for (const diagnostic of own) {
      actions.push(...quickFixes(diagnostic, uri), ...ways(diagnostic, uri, workspace.locale));
      const all = reviewed && fixAllOfRule(diagnostic, reviewed, workspace.locale);
      if (all) actions.push(all);
    }
    for (const diagnostic of own)
      if (reading?.version === document.version) actions.push(...suppressions(diagnostic, reading, workspace.locale));
    actions.push(...pages(own, workspace.locale));
  }
  if (wants(CodeActionKind.RefactorRewrite)) {
    const reading = await workspace.read(uri, token);
    if (reading?.version === document.version) actions.push(...refactors(reading, range.start, workspace));
  }
  if (wants(FIX_ALL_KIND)) {
    const reviewed = await workspace.review(uri, token);
    if (reviewed && hasSafeFix(reviewed)) {
      const data: FixAllData = { uri, version: document.version };
      actions.push({ title: TEXT.fixAll[workspace.locale], kind: FIX_ALL_KIND, data });
    }
  }
  return actions.filter((action, i) => actions.findIndex((other) => same(action, other)) === i);
}

/** An edit that holds for this version of the document and no other. */
export const versionedEdit = (uri: string, version: number, edits: readonly TextEdit[]): WorkspaceEdit => ({
  documentChanges: [{ textDocument: { uri, version }, edits: [...edits] }],
});

function quickFixes(diagnostic: Diagnostic, uri: string): CodeAction[] {
  const { version, fixes } = dataOf(diagnostic)!;
  const preferred = fixes.findIndex((fix) => fix.safety === 'safe');
  return fixes.map((fix, i) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(i === preferred ? { isPreferred: true } : {}),
    edit: versionedEdit(uri, version, fix.edits),
  }));
}

function refactors({ prepared, uri, version }: Reading, at: Position, { locale, packetsOf }: Workspace): CodeAction[] {
  if (!prepared) return [];
  return refactorsAt(prepared, prepared.index.offsetAt(at), packetsOf).map(({ title, edits }) => ({
    title: title[locale],
    kind: CodeActionKind.RefactorRewrite,
    edit: versionedEdit(
      uri,
      version,
      edits.map(({ span, newText }) => ({ range: prepared.index.rangeOf(span), newText })),
    ),
  }));
}

const hasSafeFix = ({ findings }: Reviewed): boolean =>
  findings.some((finding) => finding.fixes.some((fix) => fix.safety === 'safe'));

/** Only where the rule has more than one finding with a safe fix. */
function fixAllOfRule(diagnostic: Diagnostic, { reading, findings }: Reviewed, locale: Locale): CodeAction | undefined {
  const rule = String(diagnostic.code);
  if (!dataOf(diagnostic)!.fixes.some((fix) => fix.safety === 'safe')) return undefined;
  const alike = findings.filter((one) => one.rule === rule && one.fixes.some((fix) => fix.safety === 'safe'));
  if (alike.length < 2) return undefined;
  const data: FixAllData = { uri: reading.uri, version: reading.version, rule };
  return {
    title: TEXT.fixAllOf[locale](rule),
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    data,
  };
}

function suppressions(diagnostic: Diagnostic, reading: Reading, locale: Locale): CodeAction[] {
  const rule = String(diagnostic.code);
  const { prepared, uri, version } = reading;
  if (!prepared || !isRule(rule)) return [];
  const offset = prepared.index.offsetAt(diagnostic.range.start);
  return [
    { title: TEXT.suppressLine[locale](rule), place: lineSuppression(prepared, offset, rule) },
    { title: TEXT.suppressFile[locale](rule), place: fileSuppression(prepared, rule) },
  ].flatMap(({ title, place }) => {
    if (!place) return [];
    const { before, after } = place;
    const position = prepared.index.positionAt(place.offset);
    const argument: SuppressArguments = { uri, version, rule, position, before, after };
    const command = { title, command: COMMAND_SUPPRESS, arguments: [argument] };
    return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
  });
}

function ways(diagnostic: Diagnostic, uri: string, locale: Locale): CodeAction[] {
  const intent = dataOf(diagnostic)?.intent;
  if (intent === undefined) return [];
  const title = TEXT.way[locale];
  const argument: ShowIntentArguments = { uri, intent };
  const command = { title, command: COMMAND_SHOW_INTENT, arguments: [argument] };
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
}

function pages(diagnostics: readonly Diagnostic[], locale: Locale): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const rule = String(diagnostic.code);
    if (!isRule(rule)) return [];
    const title = TEXT.page[locale](rule);
    const command = { title, command: COMMAND_SHOW_RULE, arguments: [rule] };
    return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
  });
}

/** Two findings of a rule on one line would offer its page, and its suppression, twice. */
function same(a: CodeAction, b: CodeAction): boolean {
  if (a === b) return true;
  if (a.title !== b.title || a.kind !== b.kind || a.edit || b.edit) return false;
  return JSON.stringify([a.command?.arguments, a.data]) === JSON.stringify([b.command?.arguments, b.data]);
}

const TEXT = {
  fixAll: { en: 'Fix all Netreview problems that have a safe fix', 'zh-cn': '修复所有可安全修复的 Netreview 问题' },
  fixAllOf: {
    en: (rule: string) => `Fix all ${rule} problems that have a safe fix`,
    'zh-cn': (rule: string) => `修复所有可安全修复的 ${rule} 问题`,
  },
  suppressLine: {
    en: (rule: string) => `Suppress ${rule} on this line...`,
    'zh-cn': (rule: string) => `在此行抑制 ${rule}...`,
  },
  suppressFile: {
    en: (rule: string) => `Suppress ${rule} in this file...`,
    'zh-cn': (rule: string) => `在此文件中抑制 ${rule}...`,
  },
  way: { en: "Show the packet's way on the topology", 'zh-cn': '在拓扑上显示该报文的路径' },
  page: {
    en: (rule: string) => `Show documentation for ${rule}`,
    'zh-cn': (rule: string) => `显示 ${rule} 的文档`,
  },
} as const;
