import type { CancellationToken } from 'vscode-languageserver/node';
import type { FiltersParams, FiltersResult } from '../../../client/src/protocol.ts';
import { namedFilters } from '../review/named-filters.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/filters`: what a packet can be put to. */
export async function filters(
  workspace: Workspace,
  { uri }: FiltersParams,
  token: CancellationToken,
): Promise<FiltersResult> {
  const prepared = (await workspace.read(uri, token))?.prepared;
  if (!prepared) return [];
  return namedFilters(prepared).map(({ name, filter, layer }) => ({
    name,
    family: filter.family,
    rules: filter.rules.length,
    range: prepared.index.rangeOf(layer.toOutermost(filter.span)),
  }));
}
