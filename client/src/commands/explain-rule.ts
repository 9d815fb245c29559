import { l10n, window } from 'vscode';
import { EXPLAIN_RULE, type ExplainRuleResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { Reports } from '../views/reports.ts';

/** What the rule under the cursor matches alone, what is left of it, and who takes the rest; as a page. */
export async function explainRule({ client }: Session, reports: Reports): Promise<ExplainRuleResult | undefined> {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
  const position = client.code2ProtocolConverter.asPosition(editor.selection.active);
  const result = await client.sendRequest<ExplainRuleResult>(EXPLAIN_RULE, { uri, position });
  if (result.ok)
    await reports.show(l10n.t('{0}, line {1}', result.filter, result.range.start.line + 1), result.markdown);
  else void window.showInformationMessage(result.problem);
  return result;
}
