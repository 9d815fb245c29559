import type { Rule } from '../review/rule.ts';

export const rules: readonly Rule[] = [];
