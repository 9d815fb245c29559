import type { HclOutline } from '../hcl/hcl-outline.ts';
import { moduleResources } from './module-resources.ts';
import type { Resource } from './value.ts';

export const deployedResources = (outline: HclOutline, provider: string): Resource[] =>
  moduleResources(outline, provider);
