/** A set of packets as a node of one `Diagram`; equal sets are equal numbers. */
export type Node = number;

export const EMPTY: Node = 0;
export const ALL: Node = 1;

export interface Limits {
  /** Nodes a diagram may hold. */
  readonly nodes: number;
  /** Uncached steps it may make. */
  readonly steps: number;
}

/** About 100 MB and four seconds at the very worst; ordinary lists need a hundredth of it. */
export const DEFAULT_LIMITS: Limits = { nodes: 3_000_000, steps: 15_000_000 };

/** The sets would need more memory or time than allowed: nothing is known, nothing is claimed. */
export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded';
}

const TERMINAL = 0xffff;

const OPERATION = { and: 0, or: 1, diff: 2, intersects: 3, subset: 4 } as const;
const OPERATIONS = 8;

/**
 * Reduced ordered binary decision diagrams, hash-consed on typed arrays. Recursion is as deep as there are levels (some 360),
 * whatever the input. Nodes are never freed: a diagram lives as long as the analysis of one filter.
 */
export class Diagram {
  readonly limits: Limits;
  #levels = new Uint16Array(256);
  #lows = new Int32Array(256);
  #highs = new Int32Array(256);
  #next = new Int32Array(256);
  #buckets = new Int32Array(512);
  #count = 2;
  #steps = 0;
  #allowed: number;
  readonly #built = new Map<unknown, Node>();
  #cacheA = new Int32Array(256).fill(-1);
  #cacheB = new Int32Array(256);
  #cacheResult = new Int32Array(256);
  readonly #shares = new Map<Node, number>();

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.limits = limits;
    this.#allowed = limits.steps;
    this.#levels[EMPTY] = TERMINAL;
    this.#levels[ALL] = TERMINAL;
  }

  get size(): number {
    return this.#count;
  }

  /** Work so far, in uncached steps. */
  get steps(): number {
    return this.#steps;
  }

  /** Forgets every set but the two terminals; nodes known outside mean nothing any more. */
  clear(): void {
    this.#count = 2;
    this.#built.clear();
    this.#buckets.fill(0);
    this.#cacheA.fill(-1);
    this.#shares.clear();
  }

  /** The node built for this very thing, as long as nodes are valid. */
  built(thing: unknown, build: () => Node): Node {
    const known = this.#built.get(thing);
    if (known !== undefined) return known;
    const node = build();
    this.#built.set(thing, node);
    return node;
  }

  /** So many more steps, and no more than the limit in all. */
  allow(steps: number): void {
    this.#allowed = Math.min(this.limits.steps, this.#steps + steps);
  }

  /** 65535 for the two terminals. */
  levelOf(node: Node): number {
    return this.#levels[node]!;
  }

  lowOf(node: Node): Node {
    return this.#lows[node]!;
  }

  highOf(node: Node): Node {
    return this.#highs[node]!;
  }

  /** The set that is `low` where the variable is 0, `high` where it is 1; both must lie below `level`. */
  node(level: number, low: Node, high: Node): Node {
    if (low === high) return low;
    const hash = (Math.imul(level, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35)) >>> 0;
    const bucket = (hash ^ (hash >>> 15)) & (this.#buckets.length - 1);
    for (let at = this.#buckets[bucket]!; at !== 0; at = this.#next[at]!) {
      if (this.#lows[at] === low && this.#highs[at] === high && this.#levels[at] === level) return at;
    }
    if (this.#count >= this.limits.nodes) throw new BudgetExceeded('too many nodes');
    const made = this.#count;
    this.#count += 1;
    if (made >= this.#lows.length) {
      this.#grow();
      return this.#insert(made, level, low, high);
    }
    this.#levels[made] = level;
    this.#lows[made] = low;
    this.#highs[made] = high;
    this.#next[made] = this.#buckets[bucket]!;
    this.#buckets[bucket] = made;
    return made;
  }

  and(a: Node, b: Node): Node {
    if (a === b || b === ALL) return a;
    if (a === ALL) return b;
    if (a === EMPTY || b === EMPTY) return EMPTY;
    return a < b ? this.#apply(OPERATION.and, a, b) : this.#apply(OPERATION.and, b, a);
  }

  or(a: Node, b: Node): Node {
    if (a === b || b === EMPTY) return a;
    if (a === EMPTY) return b;
    if (a === ALL || b === ALL) return ALL;
    return a < b ? this.#apply(OPERATION.or, a, b) : this.#apply(OPERATION.or, b, a);
  }

  /** In `a`, not in `b`. */
  diff(a: Node, b: Node): Node {
    if (a === EMPTY || b === ALL || a === b) return EMPTY;
    if (b === EMPTY) return a;
    return this.#apply(OPERATION.diff, a, b);
  }

  not(a: Node): Node {
    return this.diff(ALL, a);
  }

  /** Whether the two share a packet; builds nothing. */
  intersects(a: Node, b: Node): boolean {
    if (a === EMPTY || b === EMPTY) return false;
    if (a === ALL || b === ALL || a === b) return true;
    return a < b ? this.#ask(OPERATION.intersects, a, b) : this.#ask(OPERATION.intersects, b, a);
  }

  /** Whether `b` holds all of `a`; builds nothing. */
  subset(a: Node, b: Node): boolean {
    if (a === EMPTY || b === ALL || a === b) return true;
    if (b === EMPTY || a === ALL) return false;
    return this.#ask(OPERATION.subset, a, b);
  }

  /** The union of many, in pairs: no operand grows before it must. */
  union(sets: readonly Node[]): Node {
    let row = [...sets];
    while (row.length > 1) {
      const shorter: Node[] = [];
      for (let i = 0; i < row.length; i += 2)
        shorter.push(i + 1 < row.length ? this.or(row[i]!, row[i + 1]!) : row[i]!);
      row = shorter;
    }
    return row[0] ?? EMPTY;
  }

  /** The part of all bit patterns that the set holds, 0..1; for comparison of sizes. */
  share(node: Node): number {
    if (node <= ALL) return node;
    const known = this.#shares.get(node);
    if (known !== undefined) return known;
    const value = (this.share(this.#lows[node]!) + this.share(this.#highs[node]!)) / 2;
    this.#shares.set(node, value);
    return value;
  }

  /** Bit patterns in the set over `levels` variables, exactly. */
  count(node: Node, levels: number): bigint {
    const known = new Map<Node, bigint>();
    const below = (at: Node, level: number): bigint => {
      if (at === EMPTY) return 0n;
      if (at === ALL) return 1n << BigInt(levels - level);
      const own = this.#levels[at]!;
      let value = known.get(at);
      if (value === undefined) {
        value = below(this.#lows[at]!, own + 1) + below(this.#highs[at]!, own + 1);
        known.set(at, value);
      }
      return value << BigInt(own - level);
    };
    return below(node, 0);
  }

  #apply(operation: number, a: Node, b: Node): Node {
    const key = a * OPERATIONS + operation;
    const slot = this.#slot(key, b);
    if (this.#cacheA[slot] === key && this.#cacheB[slot] === b) return this.#cacheResult[slot]!;
    this.#step();
    const levelA = this.#levels[a]!;
    const levelB = this.#levels[b]!;
    const level = Math.min(levelA, levelB);
    const lowA = levelA === level ? this.#lows[a]! : a;
    const highA = levelA === level ? this.#highs[a]! : a;
    const lowB = levelB === level ? this.#lows[b]! : b;
    const highB = levelB === level ? this.#highs[b]! : b;
    const low = this.#operate(operation, lowA, lowB);
    const high = this.#operate(operation, highA, highB);
    const result = this.node(level, low, high);
    const now = this.#slot(key, b);
    this.#cacheA[now] = key;
    this.#cacheB[now] = b;
    this.#cacheResult[now] = result;
    return result;
  }

  #operate(operation: number, a: Node, b: Node): Node {
    if (operation === OPERATION.and) return this.and(a, b);
    return operation === OPERATION.or ? this.or(a, b) : this.diff(a, b);
  }

  #ask(operation: number, a: Node, b: Node): boolean {
    const key = a * OPERATIONS + operation;
    const slot = this.#slot(key, b);
    if (this.#cacheA[slot] === key && this.#cacheB[slot] === b) return this.#cacheResult[slot] === 1;
    this.#step();
    const levelA = this.#levels[a]!;
    const levelB = this.#levels[b]!;
    const level = Math.min(levelA, levelB);
    const lowA = levelA === level ? this.#lows[a]! : a;
    const highA = levelA === level ? this.#highs[a]! : a;
    const lowB = levelB === level ? this.#lows[b]! : b;
    const highB = levelB === level ? this.#highs[b]! : b;
    const answer =
      operation === OPERATION.intersects
        ? this.intersects(lowA, lowB) || this.intersects(highA, highB)
        : this.subset(lowA, lowB) && this.subset(highA, highB);
    this.#cacheA[slot] = key;
    this.#cacheB[slot] = b;
    this.#cacheResult[slot] = answer ? 1 : 0;
    return answer;
  }

  #slot(key: number, b: Node): number {
    const hash = Math.imul(key, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & (this.#cacheA.length - 1);
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > this.#allowed) throw new BudgetExceeded('too many steps');
  }

  #insert(made: Node, level: number, low: Node, high: Node): Node {
    this.#levels[made] = level;
    this.#lows[made] = low;
    this.#highs[made] = high;
    this.#link(made);
    return made;
  }

  #link(node: Node): void {
    const hash =
      (Math.imul(this.#levels[node]!, 0x9e3779b1) ^
        Math.imul(this.#lows[node]!, 0x85ebca6b) ^
        Math.imul(this.#highs[node]!, 0xc2b2ae35)) >>>
      0;
    const bucket = (hash ^ (hash >>> 15)) & (this.#buckets.length - 1);
    this.#next[node] = this.#buckets[bucket]!;
    this.#buckets[bucket] = node;
  }

  /** Doubles the tables; the cache starts anew, it may forget. */
  #grow(): void {
    const length = this.#lows.length * 2;
    const wider = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const made = new Int32Array(length);
      made.set(old);
      return made;
    };
    const levels = new Uint16Array(length);
    levels.set(this.#levels);
    this.#levels = levels;
    this.#lows = wider(this.#lows);
    this.#highs = wider(this.#highs);
    this.#next = new Int32Array(length);
    this.#buckets = new Int32Array(length * 2);
    for (let node = 2; node < length / 2; node += 1) this.#link(node);
    const entries = Math.min(length * 2, 1 << 21);
    if (entries === this.#cacheA.length) return;
    this.#cacheA = new Int32Array(entries).fill(-1);
    this.#cacheB = new Int32Array(entries);
    this.#cacheResult = new Int32Array(entries);
  }
}
