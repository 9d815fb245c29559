import type { Family } from '../../model/address.ts';
import type { VrfTargets } from '../../model/vrf-targets.ts';
import type { Statement, Word } from '../../outline.ts';
import type { Located, Span } from '../../text/span.ts';
import { after, located, lower, startsWith } from './facts.ts';
import { ROUTE_TARGET } from './route-map-clause.ts';

export interface ReadTargets {
  readonly targets: readonly VrfTargets[];
  /** The statements that they hold in whole. */
  readonly read: ReadonlySet<Statement>;
}

/**
 * Route targets where these platforms write them: in the block of a VRF (IOS, NX-OS, IOS-XR), in that of its BGP (EOS), and as FRR's
 * `rt vpn` and `import vrf`. What is not certain (`auto`, a policy on one target) is not read.
 */
export function vrfTargetsOf(statements: readonly Statement[]): ReadTargets {
  const tables = new Map<string, Draft>();
  const distinguishers = new Map<string, Located<string>>();
  const read = new Set<Statement>();
  for (const { words, children } of statements) {
    const first = lower(words, 0);
    const name = words.at(-1)?.text;
    if (first === 'router' && lower(words, 1) === 'bgp')
      readProcess(children, {
        vrf: after(words, 'vrf', 3)?.text ?? '',
        families: BOTH,
        tables,
        distinguishers,
        read,
      });
    else if ((first === 'vrf' || (first === 'ip' && lower(words, 1) === 'vrf')) && name !== undefined && words[1])
      readVrf(
        children,
        { vrf: name, families: first === 'ip' ? ['ipv4'] : BOTH, tables, distinguishers, read },
        first === 'vrf',
      );
  }
  const withItsOwn = (one: VrfTargets): VrfTargets => {
    const distinguisher = distinguishers.get(one.vrf);
    return distinguisher ? { ...one, distinguisher } : one;
  };
  return { targets: [...tables.values()].map((draft) => withItsOwn(targetsOf(draft))), read };
}

const BOTH: readonly Family[] = ['ipv4', 'ipv6'];

interface Draft {
  readonly vrf: string;
  readonly family: Family;
  readonly imports: Located<string>[];
  readonly exports: Located<string>[];
  readonly from: Located<string>[];
  fromGlobal?: Located<string>;
  toGlobal?: Located<string>;
  importPolicy?: Located<string>;
  exportPolicy?: Located<string>;
  span: Span;
  /** Of FRR, which asks for them: that a table is given to others and takes from them. */
  vpn?: { gives: boolean; takes: boolean; distinguished: boolean };
}

interface Place {
  readonly vrf: string;
  readonly families: readonly Family[];
  readonly tables: Map<string, Draft>;
  /** By VRF. */
  readonly distinguishers: Map<string, Located<string>>;
  readonly read: Set<Statement>;
}

function draftsOf({ vrf, families, tables }: Place, { header }: Statement): Draft[] {
  return families.map((family) => {
    const key = `${vrf} ${family}`;
    const known = tables.get(key) ?? { vrf, family, imports: [], exports: [], from: [], span: header };
    tables.set(key, known);
    return known;
  });
}

/** Puts what a statement says into all tables that it is about. */
const noting =
  (statement: Statement, place: Place) =>
  (put: (draft: Draft) => void): void => {
    for (const draft of draftsOf(place, statement)) put(draft);
    place.read.add(statement);
    statement.coverage = 'modelled';
  };

/** `rd 64500:1`, then targets for all families, or those of each in its block, which count instead. */
function readVrf(children: readonly Statement[], place: Place, inFamilies: boolean): void {
  const blocks = inFamilies ? children.filter(({ words }) => lower(words, 0) === 'address-family') : [];
  const told = new Set<Family>();
  for (const block of blocks) {
    const family = familyOf(block.words);
    if (!family) continue;
    const own: Place = { ...place, families: [family] };
    for (const child of block.children) if (readTarget(child, own)) told.add(family);
  }
  const left: Place = { ...place, families: place.families.filter((family) => !told.has(family)) };
  for (const child of children) if (!readDistinguisher(child, place)) readTarget(child, left);
}

/** `rd 64500:1`, `rd auto`; FRR's `rd vpn export 64500:1` */
function readDistinguisher({ words }: Statement, { vrf, distinguishers }: Place): boolean {
  const value = startsWith(words, 'rd vpn export *') ? words[3] : words.length === 2 ? words[1] : undefined;
  if (lower(words, 0) !== 'rd' || !value) return false;
  distinguishers.set(vrf, located(value));
  return true;
}

/**
 * `import ipv4 unicast 500 map M` (IOS), `import vrf default map M` (NX-OS), `import from default-vrf route-policy M` (IOS-XR), and the same
 * with `export`. With a word after it such routes go to other routers as well, which is not read.
 * @returns whether it is one of these
 */
function readGlobal(statement: Statement, place: Place): boolean {
  const { words } = statement;
  const text = words.map((word) => word.text.toLowerCase()).join(' ');
  const found = GLOBAL.exec(text);
  if (!found) return false;
  const [, way, family] = found;
  const policy = located(words.at(-1)!);
  const own = { ...place, families: place.families.filter((one) => family === undefined || one === family) };
  if (own.families.length > 0)
    noting(statement, own)((draft) => (draft[way === 'import' ? 'fromGlobal' : 'toGlobal'] = policy));
  return true;
}

const GLOBAL =
  /^(import|export) (?:(?:(ipv[46]) unicast|vrf default)(?: \d+)? map|(?:from|to) default-vrf route-policy) [^\s(]+$/;

/** @returns whether it is a target */
function readTarget(statement: Statement, place: Place): boolean {
  const { words, children } = statement;
  const [first, second] = [lower(words, 0), lower(words, 1)];
  if (readGlobal(statement, place)) return false;
  const note = noting(statement, place);
  // `import map M`, IOS-XR's `import route-policy M`
  if ((second === 'map' || second === 'route-policy') && words.length === 3) {
    const policy = located(words[2]!);
    if (first === 'import') note((draft) => (draft.importPolicy = policy));
    if (first === 'export') note((draft) => (draft.exportPolicy = policy));
    return false;
  }
  // IOS-XR writes each in a line of its own below `import route-target`.
  const below = (first === 'import' || first === 'export') && second === 'route-target';
  if (!below && first !== 'route-target') return false;
  const way = below ? first : /^(?:import|export|both)$/.test(second) ? second : 'both';
  const values = below
    ? children.map(({ words: inner }) => targetOf(inner))
    : [targetOf(words.slice(way === second ? 2 : 1))];
  if (values.includes(undefined)) return true;
  note(({ family, imports, exports }) => {
    // EOS names the family of a VPN before its targets.
    const own = values.flatMap((value) => (value && !value.value.startsWith(`vpn-${OTHER[family]} `) ? value : []));
    if (way !== 'export') imports.push(...own);
    if (way !== 'import') exports.push(...own);
  });
  return true;
}

const OTHER: Readonly<Record<Family, Family>> = { ipv4: 'ipv6', ipv6: 'ipv4' };

/** `64500:1`, `evpn 64500:1`, `64500:1 evpn` */
function targetOf(words: readonly Word[]): Located<string> | undefined {
  if (words.length > 2) return undefined;
  const value = words.find(({ text }) => ROUTE_TARGET.test(text));
  if (!value) return undefined;
  const [kind] = words.filter((word) => word !== value);
  return { ...located(value), value: kind ? `${kind.text.toLowerCase()} ${value.text}` : value.text };
}

const familyOf = (words: readonly Word[]): Family | undefined => {
  const name = lower(words, 1);
  const sub = lower(words, 2);
  return (name === 'ipv4' || name === 'ipv6') && (sub === '' || sub === 'unicast' || sub === 'vrf') ? name : undefined;
};

function readProcess(children: readonly Statement[], place: Place): void {
  for (const child of children) {
    const { words } = child;
    const first = lower(words, 0);
    if (first === 'vrf' && words[1])
      readProcess(child.children, { ...place, vrf: words[1].text === 'default' ? '' : words[1].text });
    else if (first === 'address-family') {
      const family = familyOf(words);
      if (family)
        readProcess(child.children, { ...place, vrf: after(words, 'vrf')?.text ?? place.vrf, families: [family] });
    } else if (first === 'rd') {
      readDistinguisher(child, place);
      if (place.families.length === 1) readVpn(child, place);
    } else if (first === 'route-target') readTarget(child, place);
    else if (place.families.length === 1) readVpn(child, place);
  }
}

/** FRR: `rt vpn both 64500:1`, `import vpn`, `import vrf RED`, `route-map vpn import M` */
function readVpn(statement: Statement, place: Place): void {
  const { words } = statement;
  const note = noting(statement, place);
  const vpn = (draft: Draft): NonNullable<Draft['vpn']> => {
    draft.vpn ??= { gives: false, takes: false, distinguished: false };
    return draft.vpn;
  };
  const [first, second, third] = [lower(words, 0), lower(words, 1), lower(words, 2)];
  if (first === 'rt' && second === 'vpn') {
    const values = words.slice(3).map((word) => (ROUTE_TARGET.test(word.text) ? located(word) : undefined));
    const known = values.flatMap((value) => value ?? []);
    if (known.length === 0 || known.length < values.length || !/^(?:import|export|both)$/.test(third)) return;
    note((draft) => {
      vpn(draft);
      if (third !== 'export') draft.imports.push(...known);
      if (third !== 'import') draft.exports.push(...known);
    });
  } else if (startsWith(words, 'rd vpn export *')) note((draft) => (vpn(draft).distinguished = true));
  else if (startsWith(words, 'import vpn')) note((draft) => (vpn(draft).takes = true));
  else if (startsWith(words, 'export vpn')) note((draft) => (vpn(draft).gives = true));
  else if (startsWith(words, 'label vpn export *')) note((draft) => vpn(draft));
  else if (startsWith(words, 'import vrf route-map *') && words.length === 4) {
    const policy = located(words[3]!);
    note((draft) => (draft.importPolicy = policy));
  } else if (startsWith(words, 'import vrf *') && words.length === 3) {
    const from = located(words[2]!);
    note((draft) => draft.from.push(third === 'default' ? { ...from, value: '' } : from));
  } else if (startsWith(words, 'route-map vpn import *') && words.length === 4) {
    const policy = located(words[3]!);
    note((draft) => (draft.importPolicy = policy));
  } else if (startsWith(words, 'route-map vpn export *') && words.length === 4) {
    const policy = located(words[3]!);
    note((draft) => (draft.exportPolicy = policy));
  }
}

const targetsOf = ({ vpn, imports, exports, ...draft }: Draft): VrfTargets => ({
  ...draft,
  imports: vpn && !vpn.takes ? [] : imports,
  exports: vpn && !(vpn.gives && vpn.distinguished) ? [] : exports,
});
