import type { Prefix } from '../../../grammars/model/address.ts';
import type { Severity } from './finding.ts';
import { matchesGlob } from './glob.ts';
import type { OptionValue, Profile } from './rule.ts';
import type { NeighbourRole } from './topology-file.ts';

export type Preset = 'standards' | 'article';

export interface RuleSetting {
  /** `off` switches the rule off; absent: as the rule says. */
  readonly severity?: Severity | 'off';
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** From where and how operators come in; a fix that could stop any of it, or its answers, is not offered. */
export interface Management {
  readonly sources: readonly Prefix[];
  /** TCP ports. */
  readonly ports: readonly number[];
}

/** Everything the user can choose about a review; from VS Code settings, `.netreview/config.yaml`, `.netreview/topology.yaml`, or CLI options. */
export interface Settings {
  readonly preset: Preset;
  readonly profile: Profile;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Glob of workspace-relative paths -> dialect id (or `off`). First match wins. */
  readonly dialects: readonly { readonly files: string; readonly dialect: string }[];
  /** What BGP neighbours are to us, as `.netreview/topology.yaml` declares it; the first that holds decides. */
  readonly roles: readonly NeighbourRole[];
  /** Absent: not declared; what is guarded then is any way in to SSH. */
  readonly management?: Management;
}

export const DEFAULT_SETTINGS: Settings = {
  preset: 'standards',
  profile: 'default',
  rules: {},
  dialects: [],
  roles: [],
};

/** The dialect that the settings force on a path (relative, forward slashes): the first glob that matches decides. */
export const dialectFor = (path: string, { dialects }: Settings): string | undefined =>
  dialects.find(({ files }) => matchesGlob(path, files))?.dialect;
