import type { Resource } from './value.ts';

/** No resource of the provider (`google_`) that a module of Terraform speaks of is elsewhere. */
export function isWholeModule(text: string, provider: string, resources: readonly Resource[]): boolean {
  const defined = new Set(resources.map(({ name }) => name.value.replace(/\[.*$/, '')));
  const mention = new RegExp(`(?<![\\w.-])${provider}[a-z0-9_]{1,60}\\.[A-Za-z_][\\w-]{0,200}`, 'g');
  return [...text.matchAll(mention)].every(([name]) => defined.has(name));
}
