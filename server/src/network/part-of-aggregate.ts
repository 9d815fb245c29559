import type { Interface } from '../../../grammars/model/interface.ts';
import { sameInterface } from './same-interface.ts';

/** Whether the port is the aggregation of this name (`Port-Channel1`, `Eth-Trunk 1`), or one of its members. */
export const partOfAggregate = ({ name, lag }: Interface, aggregate: string): boolean =>
  sameInterface(aggregate, name.value) ||
  (lag !== undefined && /\d+$/.exec(aggregate)?.[0] === String(lag.group.value));
