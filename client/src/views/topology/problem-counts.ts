import type { WireRange, WireTopology } from '../../protocol.ts';

/**
 * How many problems each device has, by its id; those without any are left out. A problem counts for a device of a cloud where it begins or
 * ends on lines that are about it.
 * @param problemsIn where the problems of a document are
 */
export function problemCounts(
  devices: WireTopology['devices'],
  problemsIn: (uri: string) => readonly WireRange[],
): Readonly<Record<string, number>> {
  const known = new Map<string, readonly WireRange[]>();
  const of = (uri: string): readonly WireRange[] => {
    const found = known.get(uri) ?? problemsIn(uri);
    known.set(uri, found);
    return found;
  };
  const counts: Record<string, number> = {};
  for (const { id, uri, about = [] } of devices) {
    const count =
      id === uri
        ? of(uri).length
        : new Set(about.flatMap((place) => of(place.uri).filter((range) => meet(range, place.range)))).size;
    if (count > 0) counts[id] = count;
  }
  return counts;
}

const meet = (one: WireRange, other: WireRange): boolean =>
  one.start.line <= other.end.line && one.end.line >= other.start.line;
