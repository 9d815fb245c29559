import type { Diagnostic } from 'vscode-languageserver/node';
import { diagnosticOf } from './diagnostic-of.ts';
import type { Reviewed, Workspace } from './workspace.ts';

/** The findings of an open document as the editor shows them: with what probes say of them. */
export function shownDiagnostics(
  { locale, probed }: Pick<Workspace, 'locale' | 'probed'>,
  { reading: { uri, version, prepared, settings, scope }, findings }: Reviewed,
): Diagnostic[] {
  if (!prepared) return [];
  return probed
    .among(findings, uri, version, prepared.index, settings.rules)
    .map((finding) => diagnosticOf(finding, uri, version, prepared.index, locale, scope.display));
}
