import type { CancellationToken } from 'vscode-languageserver/node';
import type { DiagnoseParams, DiagnoseResult } from '../../../client/src/protocol.ts';
import { parseAddress } from '../../../grammars/model/address.ts';
import { diagnose as ask } from '../diagnosis/diagnose.ts';
import { diagnosisMarkdown } from '../diagnosis/diagnosis-text.ts';
import type { FindingsOf } from '../diagnosis/finding-steps.ts';
import { hostNamed, hostsOf } from '../diagnosis/host-files.ts';
import { parseDestination } from '../diagnosis/question.ts';
import { latestTwin } from '../twin/latest-twin.ts';
import { pauses } from './cancellation.ts';
import { NO_NETWORK } from './no-configuration.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/diagnose`: what breaks a host's way out, by the configurations of the document's folder. */
export async function diagnose(
  workspace: Workspace,
  { uri, host, target, stunServer }: DiagnoseParams,
  token: CancellationToken,
): Promise<DiagnoseResult> {
  const reading = await workspace.read(uri, token);
  if (reading) workspace.networks.put(uri, reading.prepared);
  const network = workspace.networks.networkOf(uri);
  const { locale } = workspace;
  if (!network) return { ok: false, problem: NO_NETWORK[locale] };
  const to = parseDestination(target);
  if ('problem' in to) return { ok: false, problem: to.problem[locale] };
  const files = [...network.members];
  const twin = latestTwin(files);
  const hostOf = hostsOf(files);
  const member = hostNamed(twin.members, files, host ?? uri);
  if (typeof member === 'string') {
    const hosts = [...new Set(twin.members.map((one) => hostOf(one).name))];
    return { ok: false, problem: WHICH_HOST[locale], hosts };
  }
  const stun = stunServer === undefined ? undefined : parseAddress(stunServer);
  const diagnosis = await ask({
    twin,
    files,
    member,
    to,
    ...(stun ? { stunServer: stun } : {}),
    findingsOf: findingsIn(workspace, token),
  });
  if ('en' in diagnosis) return { ok: false, problem: diagnosis[locale] };
  return { ok: true, diagnosis, markdown: diagnosisMarkdown(diagnosis, locale) };
}

/** Each file of the network as it is known to the others: as the editor has it, else as it is on disk. */
const findingsIn =
  (workspace: Workspace, token: CancellationToken): FindingsOf =>
  async ({ path: uri, index }) => {
    const text = index.textOf({ start: 0, end: index.fullLineSpan(index.lineCount - 1).end });
    const scope = await workspace.settings.of(uri);
    const prepared = workspace.prepareText(text, scope);
    return prepared
      ? workspace.reviewPrepared(
          uri,
          prepared,
          scope,
          pauses(token, () => true),
        )
      : [];
  };

const WHICH_HOST = {
  en: 'This file tells no host with addresses; choose one.',
  'zh-cn': '此文件未描述带地址的主机;请选择一台。',
};
