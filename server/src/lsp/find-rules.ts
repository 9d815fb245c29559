import type { CancellationToken } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { FindRulesParams, FindRulesResult, WireFoundRule } from '../../../client/src/protocol.ts';
import type { Match } from '../../../grammars/model/filter.ts';
import { readText } from '../disk/read-text.ts';
import { askedPackets, findRules as findIn } from '../review/find-rules.ts';
import type { Prepared } from '../review/prepare.ts';
import { pauses } from './cancellation.ts';
import { NO_CONFIGURATION } from './no-configuration.ts';
import type { Workspace } from './workspace.ts';
import { workspaceFiles } from './workspace-files.ts';

/** More rules than this are not sent: a narrower question finds them. */
const MOST_RULES = 1000;

/** `netreview/findRules`: the rules of a document, or of all files, that match some of a set of packets, and which decide. */
export async function findRules(
  workspace: Workspace,
  { packets: text, uri }: FindRulesParams,
  token: CancellationToken,
): Promise<FindRulesResult> {
  const { locale } = workspace;
  const asked = askedPackets(text);
  if (!asked.ok) return { ok: false, problem: asked.problem[locale] };
  const rules: WireFoundRule[] = [];
  const undecided: string[] = [];
  let more = false;
  const search = (prepared: Prepared, at: string): void => {
    const found = rulesOf(workspace, prepared, at, asked.packets);
    rules.push(...found.rules);
    undecided.push(...found.undecided);
    more ||= found.more;
  };
  if (uri !== undefined) {
    const prepared = (await workspace.read(uri, token))?.prepared;
    if (!prepared) return { ok: false, problem: NO_CONFIGURATION[locale] };
    search(prepared, uri);
  } else {
    const pause = pauses(token, () => true);
    for (const file of workspaceFiles(workspace)) {
      await pause('now');
      const prepared =
        file.open === undefined
          ? await fromDisk(workspace, file.absolute)
          : (await workspace.read(file.open, token))?.prepared;
      if (prepared) search(prepared, file.open ?? URI.file(file.absolute).toString());
      if (rules.length > MOST_RULES) break;
    }
  }
  return { ok: true, rules: rules.slice(0, MOST_RULES), more: more || rules.length > MOST_RULES, undecided };
}

function rulesOf(
  workspace: Workspace,
  prepared: Prepared,
  uri: string,
  packets: readonly Match[],
): { readonly rules: readonly WireFoundRule[]; readonly more: boolean; readonly undecided: readonly string[] } {
  const found = findIn(prepared, packets, workspace.packetsOf);
  return {
    more: found.more,
    undecided: found.undecided.map(({ name }) => name),
    rules: found.rules.map(({ filter, rule, action, decides, sure }) => ({
      uri,
      range: prepared.index.rangeOf(rule.span),
      filter: filter.name,
      text: rule.text,
      action,
      decides: decides.amount,
      packets: decides.text,
      sure,
    })),
  };
}

async function fromDisk(workspace: Workspace, absolute: string): Promise<Prepared | undefined> {
  const read = readText(absolute);
  if ('skipped' in read) return undefined;
  return workspace.prepareText(read.text, await workspace.settings.of(URI.file(absolute).toString()));
}
