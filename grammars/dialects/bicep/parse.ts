import type { SourcedOutline } from '../../kit/cloud/azure/source.ts';
import type { Outline } from '../../outline.ts';
import { type BicepReading, readBicep } from './outline.ts';
import { resourcesOf } from './resources.ts';

export type BicepOutline = BicepReading & SourcedOutline;

export function parse(text: string): BicepOutline {
  const outline = readBicep(text);
  const resources = resourcesOf(outline);
  return { ...outline, source: { notation: 'bicep', resources, deployed: () => resources } };
}

/** The outline itself when this module made it, else a new reading of its text. */
export const asBicep = (outline: Outline): BicepOutline =>
  'declared' in outline ? (outline as BicepOutline) : parse(outline.text);
