import { Uri, window } from 'vscode';
import type { ShowIntentArguments } from '../protocol.ts';
import type { Topologies } from '../views/topology/topologies.ts';

/** The network around the document in the editor, as a graph beside it. */
export async function showTopology(topologies: Topologies): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document) await topologies.show(document.uri);
}

/** The same, with the packet that breaks an intent on its way. */
export const showIntent = (topologies: Topologies, { uri, intent }: ShowIntentArguments): Promise<void> =>
  topologies.show(Uri.parse(uri), { kind: 'trace', params: { uri, about: { intent } } });
