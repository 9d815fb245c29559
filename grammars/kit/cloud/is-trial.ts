import { mapsIn } from './named.ts';
import { propertyOf, type Resource, textOf } from './value.ts';

/** Of what may be lost: trials, copies of something else, logs, what is built anew. */
const TRIAL =
  /(?:^|[^a-z])(?:dev|develop\w*|test\w*|stag(?:e|ing)|sandbox|demo|example|lab|te?mp|poc|qa|uat|logs?|logging|cache\w*|artifacts?|builds?|diag\w*|boot\w*|scratch)(?:$|[^a-z])/i;
const NAMES = ['name', 'identifier', 'bucket', 'DBInstanceIdentifier', 'BucketName', 'Environment', 'environment'];

/** Its name or a tag says that it is nothing that must go on. */
export function isTrial({ name, properties }: Resource): boolean {
  const tags = propertyOf(properties, 'Tags', 'tags');
  const said = [
    name.value,
    ...NAMES.map((key) => textOf(propertyOf(properties, key))),
    ...(tags?.kind === 'map' ? tags.fields.map(({ value }) => textOf(value)) : []),
    ...mapsIn(tags).map((tag) => textOf(propertyOf(tag, 'Value'))),
  ];
  return said.some((text) => text !== undefined && TRIAL.test(text));
}
