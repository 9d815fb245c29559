import type { CancellationToken } from 'vscode-languageserver/node';
import type { ExplainRuleParams, ExplainRuleResult } from '../../../client/src/protocol.ts';
import { explainRuleAt, storyLines } from '../review/rule-explanation.ts';
import { NO_CONFIGURATION } from './no-configuration.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/explainRule`: what a rule matches alone, what is left of it, and who takes the rest. */
export async function explainRule(
  workspace: Workspace,
  { uri, position }: ExplainRuleParams,
  token: CancellationToken,
): Promise<ExplainRuleResult> {
  const { locale } = workspace;
  const prepared = (await workspace.read(uri, token))?.prepared;
  if (!prepared) return { ok: false, problem: NO_CONFIGURATION[locale] };
  const explained = explainRuleAt(prepared, prepared.index.offsetAt(position), workspace.packetsOf);
  if (!explained.ok) return { ok: false, problem: explained.problem[locale] };
  const { story } = explained;
  const lines = storyLines(prepared, story, locale, code);
  return {
    ok: true,
    filter: story.filter.name,
    range: prepared.index.rangeOf(story.rule.span),
    markdown: [
      `# ${code(story.filter.name)}`,
      '',
      code(story.rule.text),
      '',
      ...lines.map((line) => `- ${line}`),
      '',
    ].join('\n'),
  };
}

/** Inline code, whatever it holds. */
const code = (text: string): string => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
