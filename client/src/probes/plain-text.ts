/**
 * Text from the network as it may be shown: one line, no control or escape characters, no marks that turn the reading
 * direction, at most `limit` characters.
 */
export function plainText(text: string, limit = 200): string {
  const plain = text
    // ECMA-48 sequences first, whole, so that their letters do not stay behind.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
    .replace(/\u001b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)|[@-_])/g, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return plain.length > limit ? `${plain.slice(0, limit)}...` : plain;
}
