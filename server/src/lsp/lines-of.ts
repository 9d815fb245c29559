import type { CancellationToken } from 'vscode-languageserver/node';
import type { LineAnalysis } from '../packets/analyses.ts';
import type { NamedFilter } from '../review/named-filters.ts';
import { pauses } from './cancellation.ts';
import type { Reading, Workspace } from './workspace.ts';

/**
 * How the rules of a filter stand among those before them. A review asks for the same and both share the work, which yields to
 * whatever else the server is asked. @throws ResponseError as `pauses` does.
 */
export async function linesOf(
  workspace: Workspace,
  { uri, version }: Reading,
  { layer, index }: NamedFilter,
  token: CancellationToken,
): Promise<readonly LineAnalysis[]> {
  const pause = pauses(token, () => workspace.documents.get(uri)?.version === version);
  const packets = workspace.packetsOf(layer.prepared);
  for (const _ of packets.work?.() ?? []) await pause();
  return packets.lines(index);
}
