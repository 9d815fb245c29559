/** Up to here a search through the list is as fast as a table, and far lighter. */
const FEW = 8;

/** Named things in order, each name once. Most nodes of a configuration have one or two children. */
export class Children<T extends { readonly name: string }> {
  private readonly list: T[] = [];
  private table: Map<string, T> | undefined;

  get size(): number {
    return this.list.length;
  }

  get(name: string): T | undefined {
    if (this.table) return this.table.get(name);
    for (const one of this.list) if (one.name === name) return one;
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** In order; not to be changed. */
  values(): readonly T[] {
    return this.list;
  }

  /** For a name that is not there yet. */
  add(child: T): void {
    this.list.push(child);
    if (this.table) this.table.set(child.name, child);
    else if (this.list.length > FEW) this.table = new Map(this.list.map((one) => [one.name, one]));
  }

  delete(name: string): void {
    const child = this.get(name);
    if (!child) return;
    this.list.splice(this.list.indexOf(child), 1);
    this.table?.delete(name);
  }

  /** Puts a child directly before or after another. */
  move(child: T, where: 'before' | 'after', anchor: T): void {
    this.list.splice(this.list.indexOf(child), 1);
    this.list.splice(this.list.indexOf(anchor) + (where === 'after' ? 1 : 0), 0, child);
  }
}
