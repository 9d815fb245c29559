import type { FilterRule } from '../../../grammars/model/filter.ts';

/** Action and side effects as one word; undefined for what decides nothing. */
export function outcomeOf({ action, effects }: FilterRule): string | undefined {
  const suffix = effects.length === 0 ? '' : ` ${effects.join(' ')}`;
  if (action.kind === 'deny') return `deny${action.reject ? ' reject' : ''}${suffix}`;
  if (action.kind === 'permit' || action.kind === 'exempt') return `${action.kind}${suffix}`;
  return action.kind === 'translate' ? `translate ${action.nat} ${action.to}${suffix}` : undefined;
}
