import type { Value } from '../value.ts';

/** What expressions of one module, or of one copy of a resource in it, are evaluated against. */
export interface Environment {
  readonly text: string;
  /** Before names of its resources: `module.vpc.`. */
  readonly prefix: string;
  /** Undefined: there is none, or it leads back to itself. */
  local(name: string): Value | undefined;
  /** Undefined: not known. */
  variable(name: string): Value | undefined;
  /** Of a module that this one calls; `key` where there are several copies. */
  output(module: string, key: string | undefined, name: string): Value | undefined;
  /** Copies of a resource by the keys that tell them apart; `single`: there is one without a key; undefined: it is not here. */
  keysOf(resource: string): readonly string[] | 'single' | undefined;
  /** `each`, `count`, and iterators of dynamic blocks. */
  readonly own: ReadonlyMap<string, { readonly key: string; readonly value: Value }>;
}
