import { bracedLines } from '../../../kit/braced-lines.ts';
import type { Outline } from '../../../outline.ts';

/** `connections {`     `site : defaults {`     `proposals = aes256-sha256-x25519   # why`: never fails, loses nothing. */
export const parse: (text: string) => Outline = bracedLines({ remarks: /#[^\r\n]*/, assigns: true });
