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

const FIRST_NODES = 512;
const SMALL = 8192;
const MOST_ANSWERS = 1 << 21;

/** Numbers for each node, and for each answer, which uses three of them. */
const FIELDS = 4;
const LOW = 1;
const HIGH = 2;
const NEXT = 3;

/** The tables of a diagram that holds the two terminals only, as many do for ever: never written to, the first node makes its own. */
const TERMINALS = Int32Array.of(TERMINAL, 0, 0, 0, TERMINAL, 0, 0, 0);
const NO_BUCKETS = new Int32Array(1);
const NO_ANSWERS = new Int32Array(FIELDS);

/**
 * Reduced ordered binary decision diagrams, hash-consed on typed arrays. Recursion is as deep as there are levels (some 360),
 * whatever the input. Nodes are never freed: a diagram lives as long as the analysis of one filter.
 */
export class Diagram {
  readonly limits: Limits;
  /** Of each node its level, low, high, and the next one in its bucket: what is read together lies together. */
  #nodes = TERMINALS;
  #buckets = NO_BUCKETS;
  /** Of each answer what was asked (never 0), the second set, and the result. */
  #answers = NO_ANSWERS;
  #count = 2;
  #steps = 0;
  #allowed: number;
  readonly #built = new Map<unknown, Node>();
  readonly #shares = new Map<Node, number>();

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.limits = limits;
    this.#allowed = limits.steps;
  }

  get size(): number {
    return this.#count;
  }

  /** Work so far, in uncached steps. */
  get steps(): number {
    return this.#steps;
  }

  /** Forgets every set, and leaves its tables to diagrams to come; it is asked nothing any more. */
  release(): void {
    this.clear();
    for (const table of [this.#nodes, this.#buckets, this.#answers]) leave(table);
    this.#nodes = TERMINALS;
    this.#buckets = NO_BUCKETS;
    this.#answers = NO_ANSWERS;
  }

  /** Forgets every set but the two terminals; nodes known outside mean nothing any more. */
  clear(): void {
    if (this.#count === 2) return;
    this.#count = 2;
    this.#built.clear();
    this.#buckets.fill(0);
    this.#answers.fill(0);
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
    return this.#nodes[node * FIELDS]!;
  }

  lowOf(node: Node): Node {
    return this.#nodes[node * FIELDS + LOW]!;
  }

  highOf(node: Node): Node {
    return this.#nodes[node * FIELDS + HIGH]!;
  }

  /** The set that is `low` where the variable is 0, `high` where it is 1; both must lie below `level`. */
  node(level: number, low: Node, high: Node): Node {
    if (low === high) return low;
    const nodes = this.#nodes;
    const hash = hashOf(level, low, high);
    const bucket = hash & (this.#buckets.length - 1);
    for (let at = this.#buckets[bucket]!; at !== 0; ) {
      const field = at * FIELDS;
      if (nodes[field + LOW] === low && nodes[field + HIGH] === high && nodes[field] === level) return at;
      at = nodes[field + NEXT]!;
    }
    if (this.#count >= this.limits.nodes) throw new BudgetExceeded('too many nodes');
    const made = this.#count;
    this.#count += 1;
    if (made * FIELDS >= nodes.length) this.#grow();
    const field = made * FIELDS;
    this.#nodes[field] = level;
    this.#nodes[field + LOW] = low;
    this.#nodes[field + HIGH] = high;
    this.#link(made, hash);
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
    const value = (this.share(this.lowOf(node)) + this.share(this.highOf(node))) / 2;
    this.#shares.set(node, value);
    return value;
  }

  /** Bit patterns in the set over `levels` variables, exactly. */
  count(node: Node, levels: number): bigint {
    const known = new Map<Node, bigint>();
    const below = (at: Node, level: number): bigint => {
      if (at === EMPTY) return 0n;
      if (at === ALL) return 1n << BigInt(levels - level);
      const own = this.levelOf(at);
      let value = known.get(at);
      if (value === undefined) {
        value = below(this.lowOf(at), own + 1) + below(this.highOf(at), own + 1);
        known.set(at, value);
      }
      return value << BigInt(own - level);
    };
    return below(node, 0);
  }

  #apply(operation: number, a: Node, b: Node): Node {
    const key = a * OPERATIONS + operation;
    const slot = this.#slot(key, b);
    if (this.#answers[slot] === key && this.#answers[slot + 1] === b) return this.#answers[slot + 2]!;
    this.#step();
    const nodes = this.#nodes;
    const levelA = nodes[a * FIELDS]!;
    const levelB = nodes[b * FIELDS]!;
    const level = Math.min(levelA, levelB);
    const lowA = levelA === level ? nodes[a * FIELDS + LOW]! : a;
    const highA = levelA === level ? nodes[a * FIELDS + HIGH]! : a;
    const lowB = levelB === level ? nodes[b * FIELDS + LOW]! : b;
    const highB = levelB === level ? nodes[b * FIELDS + HIGH]! : b;
    const low = this.#operate(operation, lowA, lowB);
    const high = this.#operate(operation, highA, highB);
    const result = this.node(level, low, high);
    this.#remember(key, b, result);
    return result;
  }

  #operate(operation: number, a: Node, b: Node): Node {
    if (operation === OPERATION.and) return this.and(a, b);
    return operation === OPERATION.or ? this.or(a, b) : this.diff(a, b);
  }

  #ask(operation: number, a: Node, b: Node): boolean {
    const key = a * OPERATIONS + operation;
    const slot = this.#slot(key, b);
    if (this.#answers[slot] === key && this.#answers[slot + 1] === b) return this.#answers[slot + 2] === 1;
    this.#step();
    const nodes = this.#nodes;
    const levelA = nodes[a * FIELDS]!;
    const levelB = nodes[b * FIELDS]!;
    const level = Math.min(levelA, levelB);
    const lowA = levelA === level ? nodes[a * FIELDS + LOW]! : a;
    const highA = levelA === level ? nodes[a * FIELDS + HIGH]! : a;
    const lowB = levelB === level ? nodes[b * FIELDS + LOW]! : b;
    const highB = levelB === level ? nodes[b * FIELDS + HIGH]! : b;
    const answer =
      operation === OPERATION.intersects
        ? this.intersects(lowA, lowB) || this.intersects(highA, highB)
        : this.subset(lowA, lowB) && this.subset(highA, highB);
    this.#remember(key, b, answer ? 1 : 0);
    return answer;
  }

  #slot(key: number, b: Node): number {
    const hash = Math.imul(key, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    return ((hash ^ (hash >>> 15)) * FIELDS) & (this.#answers.length - 1);
  }

  #remember(key: number, b: Node, result: number): void {
    const slot = this.#slot(key, b);
    this.#answers[slot] = key;
    this.#answers[slot + 1] = b;
    this.#answers[slot + 2] = result;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > this.#allowed) throw new BudgetExceeded('too many steps');
  }

  #link(node: Node, hash: number): void {
    const bucket = hash & (this.#buckets.length - 1);
    this.#nodes[node * FIELDS + NEXT] = this.#buckets[bucket]!;
    this.#buckets[bucket] = node;
  }

  /** Larger tables: four times as large while they are small, then twice. */
  #grow(): void {
    const nodes = this.#nodes;
    const before = nodes.length / FIELDS;
    const size = before < FIRST_NODES ? FIRST_NODES : before * (before < SMALL ? 4 : 2);
    const buckets = this.#buckets;
    // What of it is not written is not read.
    this.#nodes = spareTable(size * FIELDS) ?? new Int32Array(size * FIELDS);
    this.#nodes.set(nodes);
    this.#buckets = spareTable(size * 2)?.fill(0) ?? new Int32Array(size * 2);
    for (let node = 2; node < before; node += 1) {
      const field = node * FIELDS;
      this.#link(node, hashOf(nodes[field]!, nodes[field + LOW]!, nodes[field + HIGH]!));
    }
    const answers = this.#answers;
    if (answers.length < MOST_ANSWERS * FIELDS) {
      const slots = Math.min(size, MOST_ANSWERS) * FIELDS;
      this.#answers = spareTable(slots)?.fill(0) ?? new Int32Array(slots);
      for (let slot = 0; slot < answers.length; slot += FIELDS)
        if (answers[slot] !== 0) this.#remember(answers[slot]!, answers[slot + 1]!, answers[slot + 2]!);
      leave(answers);
    }
    leave(nodes);
    leave(buckets);
  }
}

/**
 * Tables that diagrams have outgrown or left, by their length: each list and each question has a diagram of its own, and fresh memory costs
 * more than what is done in it. A megabyte at most each, and few of each length.
 */
const spare = new Map<number, Int32Array<ArrayBuffer>[]>();
const LARGEST_SPARE = 1 << 18;
const MOST_SPARE = 6;

const spareTable = (length: number): Int32Array<ArrayBuffer> | undefined => spare.get(length)?.pop();

function leave(table: Int32Array<ArrayBuffer>): void {
  if (table.length > LARGEST_SPARE || table.length < FIRST_NODES) return;
  const alike = spare.get(table.length);
  if (!alike) spare.set(table.length, [table]);
  else if (alike.length < MOST_SPARE) alike.push(table);
}

function hashOf(level: number, low: Node, high: Node): number {
  const hash = Math.imul(level, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}
