import type { Dialect } from '../dialect.ts';

/** All dialects; the order breaks ties in detection. */
export const dialects: readonly Dialect[] = [];

export const dialectById = (id: string): Dialect | undefined => dialects.find((dialect) => dialect.id === id);
