/**
 * The function, asked once for each object. A statement, and a filter made of one, is the same object in the next version of a text where
 * nothing in it is edited (`kept-blocks.ts`): what follows from it alone need not be found again. Places in the answer are spans of the
 * object itself, not copies, as those move with it.
 */
export function onceFor<Key extends object, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let found = known.get(key);
    if (!found) known.set(key, (found = { value: find(key) }));
    return found.value;
  };
}
