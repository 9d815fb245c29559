import type { SingleZone } from '../../../model/single-zone.ts';
import { isTrial } from '../is-trial.ts';
import { fieldOf, propertyOf, textOf } from '../value.ts';
import type { Source } from './source.ts';

/** Storage accounts with locally redundant storage: three copies in one data centre (Azure Storage redundancy). */
export const singleZones = ({ resources }: Source): SingleZone[] =>
  resources.flatMap((resource): SingleZone[] => {
    const { type, name, properties } = resource;
    if (type !== 'azurerm_storage_account' || isTrial(resource)) return [];
    const field = fieldOf(properties, 'account_replication_type');
    // Premium accounts of most kinds have nothing else in most regions.
    const standard = textOf(propertyOf(properties, 'account_tier')) === 'Standard';
    if (!field || !standard || textOf(field.value) !== 'LRS') return [];
    field.statement.coverage = 'modelled';
    return [
      {
        kind: 'storage',
        of: name.value,
        written: { value: 'account_replication_type: LRS', span: field.value.span },
      },
    ];
  });
