/** The facts that are told; what is `undefined` or an empty text is left out. */
export const knownFacts = <T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== '')) as never;

/** @returns undefined for what is no whole number; `1,234` is one. */
export const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d[\d,]{0,25}$/.test(text) ? Number(text.replaceAll(',', '')) : undefined;
