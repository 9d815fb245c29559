import { AXES, ROW, rowsMeet } from './bounds.ts';

/** Finds the boxes of a list that meet a given one, without asking them all. */
export interface BoxIndex {
  /** Indexes in [from, before) whose box shares a point with the row, ascending. Valid until the next call. */
  meeting(row: Float64Array, offset: number, from: number, before: number): Int32Array;
  /** Boxes and inner nodes looked at so far. */
  readonly visits: number;
}

const LEAF = 8;

/**
 * A bounding volume hierarchy: halved again and again along the axis on which the boxes lie furthest apart for their size, so
 * lists of networks split by address and lists of `any any PORT` by port. Every node knows the span of rule numbers below it.
 */
export function boxIndex(rows: Float64Array): BoxIndex {
  const count = rows.length / ROW;
  const order = new Int32Array(count);
  for (let i = 0; i < count; i += 1) order[i] = i;
  const leaves = Math.max(1, 2 ** Math.ceil(Math.log2(Math.max(1, count / LEAF))));
  const nodes = leaves * 2;
  const hulls = new Float64Array(nodes * ROW);
  const lowest = new Int32Array(nodes).fill(count);
  const highest = new Int32Array(nodes).fill(-1);
  const centres = new Float64Array(count * AXES);
  for (let i = 0; i < count; i += 1)
    for (let axis = 0; axis < AXES; axis += 1) {
      const centre = (rows[i * ROW + axis * 2]! + rows[i * ROW + axis * 2 + 1]!) / 2;
      centres[i * AXES + axis] = Number.isNaN(centre) ? 0 : centre;
    }
  const starts = new Int32Array(nodes);
  const ends = new Int32Array(nodes);
  if (count > 0) build(1, 0, count);
  let found = new Int32Array(64);
  let visits = 0;
  return {
    get visits() {
      return visits;
    },
    meeting(row, offset, from, before) {
      let hits = 0;
      let sorted = true;
      const visit = (node: number): void => {
        visits += 1;
        if (starts[node] === ends[node] || lowest[node]! >= before || highest[node]! < from) return;
        if (!rowsMeet(hulls, node * ROW, row, offset)) return;
        if (node < leaves) {
          visit(node * 2);
          visit(node * 2 + 1);
          return;
        }
        for (let at = starts[node]!; at < ends[node]!; at += 1) {
          const one = order[at]!;
          visits += 1;
          if (one < from || one >= before || !rowsMeet(rows, one * ROW, row, offset)) continue;
          if (hits === found.length) {
            const wider = new Int32Array(hits * 2);
            wider.set(found);
            found = wider;
          }
          if (hits > 0 && found[hits - 1]! > one) sorted = false;
          found[hits] = one;
          hits += 1;
        }
      };
      if (count > 0) visit(1);
      const list = found.subarray(0, hits);
      return sorted ? list : list.sort();
    },
  };

  function build(node: number, start: number, end: number): void {
    starts[node] = start;
    ends[node] = end;
    const hull = node * ROW;
    for (let axis = 0; axis < ROW; axis += 2) {
      hulls[hull + axis] = Number.POSITIVE_INFINITY;
      hulls[hull + axis + 1] = Number.NEGATIVE_INFINITY;
    }
    for (let at = start; at < end; at += 1) {
      const one = order[at]!;
      lowest[node] = Math.min(lowest[node]!, one);
      highest[node] = Math.max(highest[node]!, one);
      for (let axis = 0; axis < ROW; axis += 2) {
        if (rows[one * ROW + axis]! < hulls[hull + axis]!) hulls[hull + axis] = rows[one * ROW + axis]!;
        if (rows[one * ROW + axis + 1]! > hulls[hull + axis + 1]!) hulls[hull + axis + 1] = rows[one * ROW + axis + 1]!;
      }
    }
    if (node >= leaves) return;
    const middle = (start + end) >> 1;
    select(start, end, middle, widestAxis(start, end));
    build(node * 2, start, middle);
    build(node * 2 + 1, middle, end);
  }

  /** The axis with the most room between centres, measured in boxes. */
  function widestAxis(start: number, end: number): number {
    let best = 0;
    let most = -1;
    for (let axis = 0; axis < AXES; axis += 1) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      let extent = 0;
      for (let at = start; at < end; at += 1) {
        const one = order[at]!;
        const centre = centres[one * AXES + axis]!;
        if (centre < low) low = centre;
        if (centre > high) high = centre;
        const size = rows[one * ROW + axis * 2 + 1]! - rows[one * ROW + axis * 2]!;
        if (size > 0) extent += size;
      }
      const room = (high - low) / (extent / Math.max(1, end - start) + 1);
      if (room > most) {
        most = room;
        best = axis;
      }
    }
    return best;
  }

  /** Quickselect with the middle as pivot: the `middle` lowest centres come first. */
  function select(start: number, end: number, middle: number, axis: number): void {
    let low = start;
    let high = end - 1;
    while (low < high) {
      const pivot = centres[order[(low + high) >> 1]! * AXES + axis]!;
      let i = low;
      let j = high;
      while (i <= j) {
        while (centres[order[i]! * AXES + axis]! < pivot) i += 1;
        while (centres[order[j]! * AXES + axis]! > pivot) j -= 1;
        if (i <= j) {
          const one = order[i]!;
          order[i] = order[j]!;
          order[j] = one;
          i += 1;
          j -= 1;
        }
      }
      if (middle <= j) high = j;
      else if (middle >= i) low = i;
      else return;
    }
  }
}
