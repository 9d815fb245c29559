/** As it is, in one line: a peer's words are no markup. */
export const plainMarkdown = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~&!]/g, (character) => `\\${character}`);
