import type { DialectsResult } from '../../../client/src/protocol.ts';
import { dialects as all } from '../../../grammars/dialects/index.ts';

/** `netreview/dialects` */
export const dialects = (): DialectsResult => all.map(({ id, name, lineComment }) => ({ id, name, lineComment }));
