import { canonical, propertyOf, type Value } from '../value.ts';

/**
 * The name of what is referred to by id: `[resourceId('...', 'web')]`, `/subscriptions/.../networkSecurityGroups/web`, `{ "id": ... }`,
 * `azurerm_subnet.web.id`. Of a nested resource its parent's name and its own: `vnet/web`.
 */
export function nameOfId(value: Value | undefined): string | undefined {
  if (!value || value.kind === 'nothing' || value.kind === 'list') return undefined;
  if (value.kind === 'map') return nameOfId(propertyOf(value, 'id'));
  const text = canonical(value);
  if (value.kind === 'unknown') return calledName(text) ?? text;
  return value.kind === 'text' ? pathName(text) : text;
}

/** Azure names a resource by its type and name in turn, behind its provider. */
function pathName(path: string): string {
  const [, behind] = path.split(/\/providers\//i, 2);
  if (behind === undefined) return path;
  return behind
    .split('/')
    .slice(1)
    .filter((_, at) => at % 2 === 1)
    .join('/');
}

/** `resourceId('Microsoft.Network/x', NAME)`, also with a group or subscription before the type. */
function calledName(text: string): string | undefined {
  const found =
    /^resourceId\(\s*(?:[^,']{1,200},\s*){0,2}'[A-Za-z.]{1,80}\/[A-Za-z/]{1,120}'\s*,\s*(.{1,400})\)$/i.exec(text);
  return found ? joined(found[1]!) : undefined;
}

/** Names of a resource of its own: `web/ssh`, `[concat(NAME, '/ssh')]`, `[format('{0}/{1}', NAME, 'ssh')]`; the first is its parent's. */
export function parentName(name: string): string | undefined {
  const parts =
    /^concat\(\s*(.{1,200}?)\s*,\s*'\/[^']{1,80}'\s*\)$/i.exec(name) ??
    /^format\(\s*'\{0\}\/\{1\}'\s*,\s*(.{1,200}?)\s*,\s*(?:'[^']{1,80}'|\w{1,20}\('[^']{1,80}'\))\s*\)$/i.exec(name);
  if (parts) return unquoted(parts[1]!);
  const slash = name.indexOf('/');
  return slash < 0 || name.includes('(') ? undefined : name.slice(0, slash);
}

const joined = (list: string): string =>
  list
    .split(',')
    .map((one) => unquoted(one.trim()))
    .join('/');

const unquoted = (text: string): string => /^'([^']*)'$/.exec(text)?.[1] ?? text;
