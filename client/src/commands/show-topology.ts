import { window } from 'vscode';
import type { Session } from '../session.ts';
import { openTopologyPanel } from '../views/topology/topology-panel.ts';

/** The network around the document in the editor, as a graph beside it. */
export async function showTopology(session: Session): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document) await openTopologyPanel(session, document.uri);
}
