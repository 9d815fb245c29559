/** Names of devices by the folders that they are in. */
export interface FoldersApart {
  add(path: string, name: string): void;
  remove(path: string, name: string): void;
  /** Whether two files are of different networks. */
  apart(a: string, b: string): boolean;
}

/** One name in two folders may be a pair of firewalls; two names are copies: another day, another laboratory. */
const COPIES = 2;

/**
 * A folder whose subfolders have devices of the same names holds several networks, one in each subfolder: what stands in one has no
 * links to what stands in another, whatever its addresses. Files of the folder itself are together. A change costs what its path has
 * folders, and what other subfolders there have the name.
 */
export function foldersApart(): FoldersApart {
  /** By folder: subfolders by name of device, how many files have it in each; and how many names two subfolders share. */
  const folders = new Map<string, Folder>();
  const change = (path: string, name: string, by: 1 | -1): void => {
    for (const [place, child] of foldersOf(path)) {
      const folder: Folder = folders.get(place) ?? { children: new Map(), shared: new Map(), copies: 0 };
      folders.set(place, folder);
      count(folder, child, name, by);
    }
  };
  return {
    add: (path, name) => change(path, name, 1),
    remove: (path, name) => change(path, name, -1),
    apart(a, b) {
      const parts = foldersOf(a);
      const others = foldersOf(b);
      const at = parts.findIndex(([, child], place) => child !== others[place]?.[1]);
      return at >= 0 && (folders.get(parts[at]![0])?.copies ?? 0) > 0;
    },
  };
}

interface Folder {
  readonly children: Map<string, Map<string, number>>;
  readonly shared: Map<string, number>;
  /** Pairs of subfolders with enough names in common. */
  copies: number;
}

function count(folder: Folder, child: string, name: string, by: 1 | -1): void {
  let files = folder.children.get(name);
  if (!files) folder.children.set(name, (files = new Map()));
  const before = files.get(child) ?? 0;
  const after = before + by;
  if (after > 0) files.set(child, after);
  else files.delete(child);
  if ((before === 0) === (after === 0)) return;
  for (const other of files.keys()) {
    if (other === child) continue;
    const pair = [child, other].sort().join('\n');
    const now = (folder.shared.get(pair) ?? 0) + by;
    folder.shared.set(pair, now);
    if (by === 1 && now === COPIES) folder.copies += 1;
    if (by === -1 && now === COPIES - 1) folder.copies -= 1;
  }
}

/** Every folder of a path with what comes next in it; the file itself is of no subfolder. */
function foldersOf(path: string): (readonly [folder: string, child: string])[] {
  const found: [string, string][] = [];
  let start = 0;
  for (let at = 0; at < path.length; at += 1) {
    if (path[at] !== '/' && path[at] !== '\\') continue;
    found.push([path.slice(0, start), path.slice(start, at)]);
    start = at + 1;
  }
  found.push([path.slice(0, start), '']);
  return found;
}
