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
  const setDrawn = (drawn: boolean) => commands.executeCommand('setContext', CONTEXT_DRAWN, drawn);
  const clear = async (): Promise<void> => {
    await setDrawn(false);
    for (const panel of open.values()) await (await panel)?.draw(undefined);
  };
  /** A graph that could not be opened is forgotten, so that it can be tried again. */
  const opened = async (key: string, document: Uri): Promise<TopologyPanel | undefined> => {
    const forget = (): void => {
      open.delete(key);
      if (open.size === 0) void setDrawn(false);
    };
    const uri = session.client.code2ProtocolConverter.asUri(document);
    const opening = openTopologyPanel(session, uri, forget, clear);
    open.set(key, opening);
    const panel = await opening.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (!panel) forget();
    return panel;
  };
  const draw = async (panel: TopologyPanel, drawn: Drawn): Promise<void> => {
    await setDrawn(true);
    await panel.draw(drawn);
  };
  return {
    async show(document, drawn) {
      const key = keyOf(document);
      const known = await open.get(key);
      known?.reveal();
      const panel = known ?? (await opened(key, document));
      if (panel && drawn) await draw(panel, drawn);
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
