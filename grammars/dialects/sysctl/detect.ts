import type { Detection } from '../../dialect.ts';
import { lineStart } from '../../kit/line-starts.ts';

/** A key below one of the kernel's trees, in front of `=`. */
const SETTING = /^[ \t]*-?(?:net|kernel|vm|fs|user|dev|abi|debug|sunrpc|crypto)[./][\w./*:@-]+[ \t]*=/;
const PATH = /(?:^|\/)sysctl(?:\.d\/[^/]+|\.conf)$/;
/** Lines looked at: what follows is of the same kind. */
const MOST = 400;
/** Such a line is somewhere in the text. */
const SOMEWHERE = lineStart(new RegExp(SETTING.source, 'm'));

/** Nearly every line is a setting of the kernel. */
export function detect(text: string, path?: string): Detection {
  if (!SOMEWHERE.isIn(text)) return { score: 0, reasons: [] };
  const lines = text.split(/\r\n|\n|\r/, MOST).filter((line) => /^[ \t]*[^\s#;]/.test(line));
  const settings = lines.filter((line) => SETTING.test(line)).length;
  if (settings === 0 || settings * 10 < lines.length * 9) return { score: 0, reasons: [] };
  const named = path !== undefined && PATH.test(path);
  return {
    score: Math.min(95, 60 + settings * 5 + (named ? 20 : 0)),
    reasons: [
      `${settings} of ${lines.length} lines set keys of the kernel`,
      ...(named ? ['its path is that of sysctl settings'] : []),
    ],
  };
}
