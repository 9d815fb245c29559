import { lineStart } from './line-starts.ts';
import { withoutPager } from './pager-mark.ts';

/** `edge-1#`, `edge-1(config-if)# `, `RP/0/RP0/CPU0:edge-1#`, `fw/act>`: what a terminal wrote before a command. */
const PROMPT = /(?:[\w/]+:)?[A-Za-z][\w./-]*(?:\([\w./:-]+\))?[#>][ \t]*/y;
/** What shows something, or where the next commands go; it changes nothing. */
const SHOWS =
  /(?:do[ \t]+)?(?:sh|sho|show|more|ping|trace(?:route)?|write|wr|copy|term(?:inal)?|dir)\b|(?:en|ena|enable|conf(?:ig(?:ure)?)?(?:[ \t]+t\w*)?)[ \t\r]*$/imy;
const SOMEWHERE = lineStart(/^(?:[\w/]+:)?[A-Za-z][\w./-]*(?:\([\w./:-]+\))?[#>][ \t]*(?:$|[A-Za-z!])/m);
const EACH = /^(?:[\w/]+:)?[A-Za-z][\w./-]*(?:\([\w./:-]+\))?[#>][ \t]*(?=$|[A-Za-z!])/gm;

/** @returns where the command behind the prompt begins; `from` where there is no prompt. */
export function behindPrompt(text: string, from: number): number {
  PROMPT.lastIndex = from;
  return from + (PROMPT.exec(text)?.[0].length ?? 0);
}

/** A command that shows something, behind a prompt. */
export function showsOnly(text: string, from: number): boolean {
  SHOWS.lastIndex = from;
  return SHOWS.test(text);
}

/** The text as it would be without prompts and a pager, for looking at how lines begin; offsets are not kept. */
export function withoutPrompts(text: string): string {
  if (last?.text !== text) {
    const shown = withoutPager(text);
    last = { text, without: SOMEWHERE.isIn(shown) ? shown.replace(EACH, '') : shown };
  }
  return last.without;
}

/** Several dialects ask about one text. */
let last: { readonly text: string; readonly without: string } | undefined;
