/** Text for a terminal as a person would see it: lines, each with what was overwritten gone. Linear in its length. */
export const screenText = (text: string): string => text.split('\n').map(screenLine).join('\n');

/** ECMA-48: CSI, OSC and two-character sequences; `\u001b[K` erases to the end of the line. */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it reads
  /\u001b(?:\[[0-?]{0,32}[ -/]{0,8}([@-~])|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)|[ -/]{0,8}[0-~])/y;

/** Carriage returns and backspaces move back, what follows overwrites: how pagers take their question away. */
export function screenLine(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (!/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line)) return line;
  const cells: string[] = [];
  let column = 0;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at]!;
    if (sign === '\r') column = 0;
    else if (sign === '\b') column = Math.max(0, column - 1);
    else if (sign === '\u001b') {
      SEQUENCE.lastIndex = at;
      const sequence = SEQUENCE.exec(line);
      if (sequence?.[1] === 'K') cells.length = Math.min(cells.length, column);
      if (sequence) at = SEQUENCE.lastIndex - 1;
    } else if (sign >= ' ' || sign === '\t') {
      if (sign !== '\u007f') cells[column++] = sign;
    }
  }
  return cells.join('').trimEnd();
}
