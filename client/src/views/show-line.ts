import { Range, Selection, TextEditorRevealType, type Uri, type ViewColumn, window, workspace } from 'vscode';
import type { WireRange } from '../protocol.ts';

/** Opens a file at a range, in the active column unless another is named. */
export async function showLine(uri: Uri, { start, end }: WireRange, column?: ViewColumn): Promise<void> {
  const editor = await window.showTextDocument(await workspace.openTextDocument(uri), column);
  const range = new Range(start.line, start.character, end.line, end.character);
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
