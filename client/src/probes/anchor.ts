/** A change of a document, in lines of the text before it. */
export interface LineChange {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  /** The change starts at a line's first character and ends at one's: it touches whole lines only. */
  readonly startsAtMargin: boolean;
  readonly endsAtMargin: boolean;
}

/**
 * Where a line is after changes, so that a result stays with the line it came from.
 * @param changes as one edit reports them: all in coordinates of the text before. @returns undefined once the line itself was edited.
 */
export function followLine(line: number, changes: readonly LineChange[]): number | undefined {
  let moved = line;
  for (const { startLine, endLine, text, startsAtMargin, endsAtMargin } of changes) {
    const added = (text.match(/\n/g) ?? []).length;
    if (startLine > line) continue;
    const wholeLinesAbove = endLine === line && endsAtMargin && (text === '' || text.endsWith('\n')) && startsAtMargin;
    if (endLine < line || wholeLinesAbove) {
      moved += added - (endLine - startLine);
      continue;
    }
    return undefined;
  }
  return moved;
}
