import type { CancellationToken } from 'vscode-languageserver/node';
import type { WhatIfParams, WhatIfResult, WireGone } from '../../../client/src/protocol.ts';
import { nameOf } from '../network/network.ts';
import { withoutStatement } from '../review/without-statement.ts';
import { failedMembers, failureNamed, linkFailure } from '../twin/failures.ts';
import { latestTwin } from '../twin/latest-twin.ts';
import { type Twin, twinOf } from '../twin/twin.ts';
import { consequences, isLoss } from '../twin/what-if.ts';
import { whatIfJson, whatIfText } from '../twin/what-if-text.ts';
import { intentsAround } from './intents-around.ts';
import { NO_NETWORK } from './no-configuration.ts';
import { wireChanges } from './wire-changes.ts';
import { goneWith } from './wire-way.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/whatIf`: routes, reachability and intents before and after something is gone. */
export async function whatIf(
  workspace: Workspace,
  { uri, fail, remove }: WhatIfParams,
  token: CancellationToken,
): Promise<WhatIfResult> {
  const reading = await workspace.read(uri, token);
  const prepared = reading?.prepared;
  if (reading) workspace.networks.put(uri, prepared);
  const network = workspace.networks.networkOf(uri);
  const { locale } = workspace;
  if (!network) return { ok: false, problem: NO_NETWORK[locale] };
  const members = [...network.members];
  const before = latestTwin(members);
  if (fail === undefined && remove === undefined) return { ok: true, choices: choicesOf(before) };
  const failure = fail === undefined ? undefined : failureNamed(before, fail);
  const without = remove === undefined || !prepared ? undefined : withoutStatement(prepared, remove);
  if (!failure && !without) return { ok: false, problem: NOT_THERE(fail ?? `${(remove ?? 0) + 1}`)[locale] };
  const after = failure
    ? failedMembers(members, failure)
    : members.map((one) => (one.path === uri ? { ...one, ...without!.prepared, path: uri } : one));
  const found = consequences(before, twinOf(after), intentsAround(workspace, uri));
  const name = failure?.name ?? without!.statement;
  return {
    ok: true,
    name,
    lost: isLoss(found),
    gone: failure ? goneWith(failure) : [removed(uri, name, remove!)],
    changes: wireChanges(found, locale),
    markdown: `\`\`\`text\n${whatIfText(name, found, locale)}\`\`\`\n`,
    json: JSON.stringify(whatIfJson(name, found), undefined, 2),
  };
}

const removed = (uri: string, text: string, line: number): WireGone => ({
  id: uri,
  statement: { uri, range: { start: { line, character: 0 }, end: { line, character: 0 } }, text },
});

/** Links by the interface that comes first: both ends name the same one. */
function choicesOf(twin: Twin): readonly { readonly name: string; readonly kind: 'device' | 'link' }[] {
  const links = new Map<string, string>();
  for (const member of twin.members)
    for (const { name } of member.device.interfaces) {
      const ends = linkFailure(twin, member, name.value)?.interfaces ?? [];
      const key = ends
        .map((end) => `${end.path} ${end.name}`)
        .sort()
        .join();
      if (ends.length > 1 && !links.has(key)) links.set(key, `${nameOf(member)}:${name.value}`);
    }
  return [
    ...twin.members.map((member) => ({ name: nameOf(member), kind: 'device' as const })),
    ...[...links.values()].map((name) => ({ name, kind: 'link' as const })),
  ];
}

const NOT_THERE = (name: string) => ({
  en: `Nothing here is called ${name}, or no statement begins on that line.`,
  'zh-cn': `此处没有名为 ${name} 的设备或接口,或该行没有语句。`,
});
