import type { Intent } from '../twin/intents-file.ts';
import { folderOf } from './settings-store.ts';
import type { Workspace } from './workspace.ts';

/** The intents of the folder that a document is in. */
export function intentsAround({ settings }: Workspace, uri: string): readonly Intent[] {
  const folder = folderOf(uri, settings.folders);
  return (folder && settings.intentsFile(folder)?.file.intents) ?? [];
}
