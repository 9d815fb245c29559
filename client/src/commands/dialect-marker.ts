/** Whole lines to replace, 0-based, `endLine` exclusive; equal: an insertion. */
export interface MarkerEdit {
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
}

/** A marker counts in the first 4,000 characters; this many lines are surely inside. */
const MARKER = /^[ \t]*(?:!|#|;|\/\/|\/\*)[^\n]*\bnetreview-dialect:/;
const SEARCHED_LINES = 40;

/** First lines that lose their meaning when something stands above them: `#cloud-config`, `## template: jinja`, `#!`. */
const PINNED = /^(?:#cloud-config|##\s*template:|#!|#include|#part-handler|%YAML)/;

/** Where `netreview-dialect: ID` goes: in place of an older one, else at the top, below a line that must stay first. */
export function markerEdit(text: string, dialect: string, lineComment: string): MarkerEdit {
  const lines = text.split('\n', SEARCHED_LINES);
  const marker = `${lineComment} netreview-dialect: ${dialect}${text.includes('\r\n') ? '\r\n' : '\n'}`;
  const old = lines.findIndex((line) => MARKER.test(line));
  if (old >= 0) return { line: old, endLine: old + 1, text: marker };
  let line = 0;
  while (line < lines.length - 1 && PINNED.test(lines[line]!)) line += 1;
  return { line, endLine: line, text: marker };
}
