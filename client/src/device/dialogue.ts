import { screenLine, screenText } from './screen-text.ts';

/** A conversation with a command line that echoes, prompts and may page; fed with what it says, it tells what to type. */
export interface Dialogue {
  /** @returns what to send now; empty: nothing yet. */
  feed(said: string): string;
  /** What each line brought, without echo and prompt; complete when `done`. */
  readonly outputs: readonly string[];
  readonly done: boolean;
  /** Whether a prompt was seen at all. */
  readonly prompted: boolean;
}

/** `r1#`, `user@r1> `, `RP/0/RP0/CPU0:r1#`, `switch(config)#`, `<r1>`, `HRP_M<fw1>`, `fw1 (root) # `; long banners are none. */
const PROMPT = /^(?:HRP_[AMS])?<?[\w.@:/~-]{1,80}(?: ?\([\w.-]{1,40}\))? ?[#>%$] ?$/;
/** IOS, NX-OS, EOS: `--More--`; Junos: `---(more 40%)---`; ASA: `<--- More --->`. */
const PAGER = /(?:--\s?More\s?--.{0,40}|---\(more[^)]{0,20}\)---|<--- More --->)\s*$/i;
/** As much of the end as a prompt or a pager may have, control characters included. */
const TAIL = 1_024;

/** @param lines to type, each after the answer to the one before it. */
export function dialogue(lines: readonly string[]): Dialogue {
  const outputs: string[] = [];
  let prompt: string | undefined;
  let pieces: string[] = [];
  let tail = '';
  return {
    feed(said) {
      if (outputs.length === lines.length) return '';
      pieces.push(said);
      tail = (tail + said).slice(-TAIL);
      const line = screenLine(tail.slice(tail.lastIndexOf('\n') + 1));
      if (PAGER.test(line)) {
        tail = '';
        return ' ';
      }
      if (prompt === undefined) {
        if (!PROMPT.test(line)) return '';
        prompt = line.trimEnd();
      } else {
        // The first line only turns paging off: what stands behind its answer is the prompt, whatever a banner looked like.
        if (outputs.length === 0 && lines.length > 1 && PROMPT.test(line)) prompt = line.trimEnd();
        // A prompt that is written twice must not pass for an answer: the echo stands before each.
        if (line.trimEnd() !== prompt) return '';
        const answer = answerTo(lines[outputs.length]!, screenText(pieces.join('')));
        if (answer === undefined) return '';
        outputs.push(answer);
      }
      pieces = [];
      tail = '';
      return outputs.length < lines.length ? `${lines[outputs.length]}\n` : '';
    },
    outputs,
    get done() {
      return outputs.length === lines.length;
    },
    get prompted() {
      return prompt !== undefined;
    },
  };
}

/** @param text ends in the prompt. @returns undefined when the echo of the line is not there. */
function answerTo(line: string, text: string): string | undefined {
  const at = text.indexOf(line);
  const start = at < 0 ? -1 : text.indexOf('\n', at + line.length);
  return start < 0 ? undefined : text.slice(start + 1, text.lastIndexOf('\n') + 1);
}
