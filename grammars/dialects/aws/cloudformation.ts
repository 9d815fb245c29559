import type { Resource } from '../../kit/cloud/value.ts';
import { embeddedText } from '../../kit/yaml-embedded.ts';
import {
  childOf,
  entriesOf,
  entryOf,
  textOf,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../../kit/yaml-node.ts';
import type { YamlOutline } from '../../kit/yaml-outline.ts';
import type { Embedded } from '../../model/device.ts';
import type { Definition } from '../../model/reference.ts';
import { templateUses } from './cloudformation-uses.ts';
import type { Source } from './source.ts';
import { templateDefaults } from './template-defaults.ts';
import { type Known, mapValue } from './template-value.ts';

/** A resource type of CloudFormation, of SAM or of a registry. */
const TYPE = /^(?:AWS|Alexa|Custom)::[A-Za-z0-9]/;

/** The mapping of a template, where the text is one. */
export function templateRoot({ documents }: YamlOutline): YamlMap | undefined {
  const root = documents.find((document) => document.kind === 'map');
  if (root?.kind !== 'map') return undefined;
  if (entryOf(root, 'AWSTemplateFormatVersion')) return root;
  const resources = entriesOf(childOf(root, 'Resources'));
  return resources.some(({ value }) => TYPE.test(textOf(childOf(value, 'Type')) ?? '')) ? root : undefined;
}

/** Templates: resources with their properties, parameters as names, user data as documents of their own. */
export function readTemplate(root: YamlMap, outline: YamlOutline): Source {
  const { text } = outline;
  const entries = entriesOf(childOf(root, 'Resources'));
  const resources = entries.flatMap((entry) => resourceOf(entry, text));
  // Macros and modules write resources that the text does not show.
  const partial =
    entryOf(root, 'Transform') !== undefined ||
    outline.templated ||
    outline.problems.length > 0 ||
    /!Rain::|\bRain::|::MODULE\b|Fn::Transform|!Transform\b|Fn::ForEach/.test(text);
  return {
    notation: 'cloudformation',
    resources,
    deployed: () => {
      const known = templateDefaults(root);
      return entries.flatMap((entry) => resourceOf(entry, text, known));
    },
    definitions: [
      ...entries.map((entry) => definitionOf(entry, partial || !isReportable(entry))),
      ...entriesOf(childOf(root, 'Parameters')).map((entry) => definitionOf(entry, true, 'object')),
    ],
    uses: templateUses(root, text, partial),
    embedded: entries.flatMap(({ value }) => userData(childOf(value, 'Properties'), text, 0)),
    partial,
  };
}

function resourceOf({ key, keySpan, value, statement }: YamlEntry, text: string, known?: Known): Resource[] {
  const type = textOf(childOf(value, 'Type'));
  if (type === undefined) return [];
  const properties = childOf(value, 'Properties');
  const condition = textOf(childOf(value, 'Condition'));
  return [
    {
      type,
      name: { value: key, span: keySpan },
      properties:
        properties?.kind === 'map' && properties.tag === undefined
          ? mapValue(properties, text, known)
          : { kind: 'map', fields: [], span: value.span },
      statement,
      ...(condition === undefined ? {} : { condition: `condition ${condition}` }),
    },
  ];
}

const FILTERS = /^AWS::EC2::(?:SecurityGroup|NetworkAcl)$/;

const isReportable = ({ value }: YamlEntry): boolean => FILTERS.test(textOf(childOf(value, 'Type')) ?? '');

const definitionOf = (
  { key, keySpan, value, statement }: YamlEntry,
  alwaysUsed: boolean,
  namespace: Definition['namespace'] = FILTERS.test(textOf(childOf(value, 'Type')) ?? '') ? 'acl' : 'object',
): Definition => ({
  namespace,
  name: { value: key, span: keySpan },
  spans: [statement.span],
  ...(alwaysUsed ? { alwaysUsed } : {}),
});

/** How deep user data can stand in a resource: a launch template's data. */
const DEEPEST = 4;

/** `UserData: Fn::Base64: |`, as far as nothing is substituted in it. */
function userData(node: YamlNode | undefined, text: string, depth: number): Embedded[] {
  if (depth > DEEPEST) return [];
  return entriesOf(node).flatMap(({ key, value }) => {
    if (key !== 'UserData') return value.kind === 'map' ? userData(value, text, depth + 1) : [];
    const encoded = value.tag === '!Base64' ? value : childOf(value, 'Fn::Base64');
    const scalar = encoded && substituted(encoded);
    if (scalar?.kind !== 'scalar' || scalar.opaque || scalar.style === 'empty') return [];
    return [embeddedText(scalar, text)];
  });
}

/** The text itself; a substitution only where it has no variable. */
function substituted(node: YamlNode): YamlNode | undefined {
  const sub = node.tag === '!Sub' ? node : childOf(node, 'Fn::Sub');
  if (!sub) return node.tag === undefined || node.tag === '!Base64' ? node : undefined;
  return sub.kind === 'scalar' && !sub.value.includes('${') ? sub : undefined;
}
