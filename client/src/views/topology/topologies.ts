import { commands, type Uri, workspace } from 'vscode';
import type { Session } from '../../session.ts';
import type { Drawn } from './drawn-overlay.ts';
import { openTopologyPanel, type TopologyPanel } from './topology-panel.ts';

/** Something is drawn over a network: there is something to clear. */
const CONTEXT_DRAWN = 'netreview.topologyDrawn';

/** The graphs that are open, one for each folder of the workspace. */
export interface Topologies {
  /** @param drawn absent: what is drawn stays. */
  show(document: Uri, drawn?: Drawn): Promise<void>;
  /** Where the graph of the document's folder is open: it comes to the front. */
  drawIfOpen(document: Uri, drawn: Drawn): Promise<void>;
  /** Nothing is drawn over any of them any more. */
  clear(): Promise<void>;
}

export function keepTopologies(session: Session): Topologies {
  const open = new Map<string, Promise<TopologyPanel | undefined>>();
  const keyOf = (document: Uri): string => (workspace.getWorkspaceFolder(document)?.uri ?? document).toString();
  const clear = async (): Promise<void> => {
    await commands.executeCommand('setContext', CONTEXT_DRAWN, false);
    for (const panel of open.values()) await (await panel)?.draw(undefined);
  };
  const draw = async (panel: TopologyPanel, drawn: Drawn): Promise<void> => {
    await commands.executeCommand('setContext', CONTEXT_DRAWN, true);
    await panel.draw(drawn);
  };
  return {
    async show(document, drawn) {
      const key = keyOf(document);
      const known = await open.get(key);
      if (!known) {
        const uri = session.client.code2ProtocolConverter.asUri(document);
        open.set(
          key,
          openTopologyPanel(session, uri, () => open.delete(key), clear),
        );
      }
      const panel = known ?? (await open.get(key));
      if (!panel) {
        open.delete(key);
        return;
      }
      if (known) panel.reveal();
      if (drawn) await draw(panel, drawn);
    },
    async drawIfOpen(document, drawn) {
      const panel = await open.get(keyOf(document));
      if (!panel) return;
      panel.reveal();
      await draw(panel, drawn);
    },
    clear,
  };
}
