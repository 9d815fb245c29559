import type { Device } from '../../../grammars/model/device.ts';
import type { FilterAnalyses } from './analyses.ts';

export function analyseFilters(_device: Device): FilterAnalyses {
  throw new Error('being built');
}
