/** How a target is asked, beside who it is: what a user may say of it. Absent: as usual. */
export interface Inputs {
  /** Seconds of silence that a configuration, or something else on the way, says that a flow outlives. */
  readonly idle?: number;
  /** HTTP: answers without a body. */
  readonly method?: 'HEAD';
  /** HTTP: steps, asked for in turn; `/` where absent. */
  readonly paths?: readonly string[];
  /** DNS: what of a name is asked for; its addresses where absent. */
  readonly types?: readonly RecordType[];
}

export type InputId = keyof Inputs;

export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SOA', 'TXT'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** Beyond what RFC 5382 asks for (7,440 s) nothing is measured. */
export const LONGEST_IDLE = 7_440;
export const MOST_PATHS = 5;
/** RFC 3986 3.3 and 3.4, in ASCII: no space, no quote, no backslash, no fragment, and no second slash that would make it a host. */
const PATH = /^\/(?!\/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,199}$/;

type Reader<K extends InputId> = (texts: readonly string[]) => NonNullable<Inputs[K]> | undefined;

/** @returns undefined for what is not well-formed; an argument, a document or what is kept may hold anything. */
export const readInput: { readonly [K in InputId]: Reader<K> } = {
  idle: ([text = '', ...more]) => {
    const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    return more.length === 0 && seconds > 0 && seconds <= LONGEST_IDLE ? seconds : undefined;
  },
  method: ([text, ...more]) => (more.length === 0 && text === 'HEAD' ? text : undefined),
  paths: (texts) =>
    texts.length > 0 && texts.length <= MOST_PATHS && texts.every((text) => PATH.test(text)) ? texts : undefined,
  types: (texts) => {
    const types = texts.map((text) => RECORD_TYPES.find((type) => type === text.toUpperCase()));
    return types.length > 0 && types.every((type) => type !== undefined) ? [...new Set(types)] : undefined;
  },
};
