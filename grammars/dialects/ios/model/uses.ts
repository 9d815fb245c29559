import type { Statement } from '../../../outline.ts';
import type { definitions, Facts } from './facts.ts';

/** Names that a statement defines and uses. */
export function readUses(_statement: Statement, _facts: Facts, _defined: ReturnType<typeof definitions>): void {}
