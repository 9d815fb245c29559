import { Uri, workspace } from 'vscode';
import type { KeptRun } from '../results/kept-run.ts';

/** `edge-1/edge-1.cfg:12`, below the workspace's folder where it is in one; undefined: it came from no line. */
export function placeText({ origin }: Pick<KeptRun, 'origin'>): string | undefined {
  if (!origin) return undefined;
  const uri = Uri.parse(origin.uri);
  const path = workspace.getWorkspaceFolder(uri) ? workspace.asRelativePath(uri) : uri.path.split('/').at(-1)!;
  return `${path}:${origin.range.start.line + 1}`;
}
