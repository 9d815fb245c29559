import { commands, l10n, Uri, window, workspace } from 'vscode';
import { RULE_PAGE, RULES, type RulePageResult, type RulesResult } from '../protocol.ts';
import type { Session } from '../session.ts';

const SCHEME = 'netreview-rule';

/** Rule pages come from the server, so they read the same offline. */
export function provideRulePages({ context, client }: Session): void {
  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      async provideTextDocumentContent(uri) {
        const rule = uri.path.replace(/^\//, '').replace(/\.md$/, '');
        const page = await client.sendRequest<RulePageResult>(RULE_PAGE, { rule });
        return page?.markdown ?? l10n.t('There is no rule {0}.', rule);
      },
    }),
  );
}

/** @param rule `area/id`; absent: asks. */
export async function showRule({ client }: Session, rule: unknown): Promise<void> {
  const id = typeof rule === 'string' ? rule : await pickRule(await client.sendRequest<RulesResult>(RULES));
  if (id === undefined) return;
  await commands.executeCommand('markdown.showPreview', Uri.from({ scheme: SCHEME, path: `/${id}.md` }));
}

async function pickRule(rules: RulesResult): Promise<string | undefined> {
  const picked = await window.showQuickPick(
    rules.map(({ id, severity, title }) => ({ label: id, description: severity, detail: title })),
    { title: l10n.t('Show Rule'), matchOnDetail: true },
  );
  return picked?.label;
}
