/** `1 packet`, `2 packets`; in English, where a number of things is part of a sentence. */
export const counted = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
