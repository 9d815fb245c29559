/** A value as text, without the places it was read from (`span`): what was said twice has one text. */
export const withoutPlaces = (value: unknown): string =>
  JSON.stringify(value, (name, inner: unknown) => {
    if (name === 'span') return undefined;
    return typeof inner === 'bigint' ? inner.toString(16) : inner;
  });
