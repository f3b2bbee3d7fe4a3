import { validationError } from '../errors.ts';
import type { DeletionPolicy } from '../records.ts';
import type { Json } from '../resource-type.ts';
import { checkReferences } from './check-references.ts';
import { findReferences } from './references.ts';
import {
  isList,
  isObject,
  type JsonObject,
  type OutputDefinition,
  type ParameterDefinition,
  type ResourceDefinition,
  type Template,
} from './template.ts';

/** What a template may use. */
export interface Catalog {
  /** Whether the embedded AWS can make resources of a type. */
  readonly isKnownType: (type: string) => boolean;
  /** What Fn::GetAtt gives of a type; undefined when that is not known beforehand. */
  readonly attributes: (type: string) => readonly string[] | undefined;
}

/**
 * Reads a template's JSON and checks its form. Throws AWS's ValidationError for the first fault, in the order AWS finds
 * them as far as recorded responses show it.
 */
export function parseTemplate(body: string, catalog: Catalog): Template {
  const json = parseBody(body);
  refuseTransforms(json);
  const { AWSTemplateFormatVersion: version } = json;
  if (version !== undefined && version !== '2010-09-09') {
    throw validationError(`Template format error: AWSTemplateFormatVersion value must be 2010-09-09.`);
  }
  for (const section of Object.keys(json)) {
    if (!sections.has(section)) throw validationError(`Invalid template property or properties [${section}]`);
  }
  const parameters = parseParameters(section(json, 'Parameters'));
  const mappings = section(json, 'Mappings');
  checkMappings(mappings);
  const conditions = new Map(Object.entries(section(json, 'Conditions')));
  const resources = parseResources(section(json, 'Resources'), catalog.isKnownType);
  const outputs = parseOutputs(section(json, 'Outputs'));
  const template: Template = {
    ...(typeof json['Description'] === 'string' && { description: json['Description'] }),
    ...(json['Metadata'] !== undefined && { metadata: json['Metadata'] }),
    parameters,
    mappings,
    conditions,
    resources,
    outputs,
  };
  checkReferences(template, catalog.attributes);
  return template;
}

const sections = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
]);

const resourceAttributes = new Set([
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Description',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
]);

/** Quotas of one template (AWS-FACTS 1, Limits). */
const limits = { resources: 500, outputs: 200, parameters: 200 };

function parseBody(body: string): JsonObject {
  const text = body.trimStart();
  if (!text.startsWith('{')) {
    throw validationError(
      'Template format error: unsupported structure. The embedded AWS reads JSON templates only; convert YAML to JSON first.',
    );
  }
  let json: Json;
  try {
    json = JSON.parse(body) as Json;
  } catch (error) {
    const at = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : '');
    const place = at === null ? '' : ` (line ${at[1]}, column ${at[2]})`;
    throw validationError(`Template format error: JSON not well-formed.${place}`);
  }
  if (!isObject(json)) throw validationError('Template format error: unsupported structure.');
  return json;
}

function refuseTransforms(json: JsonObject): void {
  const uses = json['Transform'] !== undefined || mentionsTransform(json);
  if (!uses) return;
  throw validationError(
    'Transforms (macros, AWS::Include, AWS::Serverless) are not carried out by the embedded AWS: expand the template first.',
  );
}

function mentionsTransform(value: Json): boolean {
  if (isList(value)) return value.some(mentionsTransform);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, child]) => key === 'Fn::Transform' || mentionsTransform(child));
}

function section(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  if (value === undefined) return {};
  if (!isObject(value)) throw validationError(`Template format error: ${name} section must be an object.`);
  return value;
}

function checkCount(kind: keyof typeof limits, count: number): void {
  const limit = limits[kind];
  if (count > limit) {
    throw validationError(
      `Template format error: Number of ${kind}, ${count}, is greater than maximum allowed, ${limit}`,
    );
  }
}

function checkLogicalIds(ids: Iterable<string>, block: string): void {
  for (const id of ids) {
    if (!/^[A-Za-z0-9]{1,255}$/.test(id)) {
      throw validationError(`Template format error: ${block} name ${id} is non alphanumeric.`);
    }
  }
}

function parseParameters(json: JsonObject): ReadonlyMap<string, ParameterDefinition> {
  const entries = Object.entries(json);
  checkCount('parameters', entries.length);
  checkLogicalIds(Object.keys(json), 'Parameter');
  return new Map(entries.map(([name, definition]) => [name, parseParameter(name, definition)]));
}

function parseParameter(name: string, json: Json): ParameterDefinition {
  if (!isObject(json))
    throw validationError('Template format error: Every Parameters member must be an object.');
  const type = json['Type'];
  if (typeof type !== 'string') {
    throw validationError('Template format error: Every Parameters object must contain a Type member.');
  }
  checkParameterType(name, type);
  const text = (key: string) => (json[key] === undefined ? undefined : scalarText(json[key]));
  const number = (key: string) => (json[key] === undefined ? undefined : Number(json[key]));
  const allowed = json['AllowedValues'];
  return {
    name,
    type,
    noEcho: json['NoEcho'] === true || json['NoEcho'] === 'true',
    ...defined('default', text('Default')),
    ...defined('description', text('Description')),
    ...defined('allowedValues', isList(allowed) ? allowed.map(scalarText) : undefined),
    ...defined('allowedPattern', text('AllowedPattern')),
    ...defined('constraintDescription', text('ConstraintDescription')),
    ...defined('minLength', number('MinLength')),
    ...defined('maxLength', number('MaxLength')),
    ...defined('minValue', number('MinValue')),
    ...defined('maxValue', number('MaxValue')),
  };
}

function checkParameterType(name: string, type: string): void {
  if (type.startsWith('AWS::SSM::')) {
    throw validationError(
      `Parameter ${name} has type ${type}: the embedded AWS has no Systems Manager Parameter Store. Pass the value itself.`,
    );
  }
  if (
    !/^(String|Number|CommaDelimitedList|List<Number>|(List<)?AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+>?)$/.test(type)
  ) {
    throw validationError(`Template format error: Unrecognized parameter type: ${type}`);
  }
}

const scalarText = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? '');

function defined<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

function checkMappings(mappings: JsonObject): void {
  for (const [name, mapping] of Object.entries(mappings)) {
    if (!isObject(mapping))
      throw validationError(`Template format error: Every Mappings member ${name} must be a map`);
    for (const [key, attributes] of Object.entries(mapping)) {
      if (!isObject(attributes)) {
        throw validationError(`Template format error: Every Mappings member ${key} must be a map`);
      }
      for (const attribute of Object.values(attributes)) {
        if (isObject(attribute) || attribute === null) {
          throw validationError(
            'Template format error: Every Mappings attribute must be a String or a List.',
          );
        }
      }
    }
  }
}

function parseResources(
  json: JsonObject,
  isKnownType: (type: string) => boolean,
): ReadonlyMap<string, ResourceDefinition> {
  const entries = Object.entries(json);
  if (entries.length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.');
  }
  checkCount('resources', entries.length);
  checkLogicalIds(Object.keys(json), 'Resource');
  const resources = new Map(
    entries.map(([logicalId, value]) => [logicalId, parseResource(logicalId, value)]),
  );
  const unknown = new Set(
    [...resources.values()].map(({ type }) => type).filter((type) => !isKnownType(type)),
  );
  if (unknown.size > 0) {
    throw validationError(`Template format error: Unrecognized resource types: [${[...unknown].join(', ')}]`);
  }
  return resources;
}

function parseResource(logicalId: string, json: Json): ResourceDefinition {
  if (!isObject(json))
    throw validationError('Template format error: Any Resources member must be an object.');
  const { Type: type, Properties: properties = {}, DependsOn: dependsOn = [], Condition: condition } = json;
  if (typeof type !== 'string') {
    throw validationError(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    );
  }
  for (const attribute of Object.keys(json)) {
    if (!resourceAttributes.has(attribute)) {
      throw validationError(`Invalid template resource property '${attribute}'`);
    }
  }
  refuseNull(json, `/Resources/${logicalId}`);
  if (!isObject(properties)) {
    throw validationError(`Template format error: [/Resources/${logicalId}/Properties] must be an object.`);
  }
  if (json['CreationPolicy'] !== undefined || json['UpdatePolicy'] !== undefined) {
    throw validationError(
      `[/Resources/${logicalId}] CreationPolicy and UpdatePolicy are not carried out by the embedded AWS.`,
    );
  }
  const explicit = (isList(dependsOn) ? dependsOn : [dependsOn]).filter((id) => typeof id === 'string');
  const references = findReferences(properties)
    .filter(({ kind }) => kind !== 'Condition')
    .map(({ name }) => name);
  return {
    logicalId,
    type,
    properties,
    dependencies: [...new Set([...explicit, ...references])],
    ...defined('metadata', json['Metadata']),
    ...defined('condition', typeof condition === 'string' ? condition : undefined),
    ...defined('deletionPolicy', parsePolicy(json, 'DeletionPolicy', logicalId)),
    ...defined('updateReplacePolicy', parsePolicy(json, 'UpdateReplacePolicy', logicalId)),
  };
}

function parsePolicy(json: JsonObject, attribute: string, logicalId: string): DeletionPolicy | undefined {
  const value = json[attribute];
  if (value === undefined) return undefined;
  const allowed = ['Delete', 'Retain', 'Snapshot'];
  if (attribute === 'DeletionPolicy') allowed.push('RetainExceptOnCreate');
  if (typeof value !== 'string' || !allowed.includes(value)) {
    throw validationError(
      `Template format error: Unrecognized ${attribute} ${JSON.stringify(value)} for resource ${logicalId}`,
    );
  }
  return value as DeletionPolicy;
}

function refuseNull(value: Json, path: string): void {
  if (value === null) throw validationError(`[${path}] 'null' values are not allowed in templates`);
  if (isList(value)) value.forEach((item, index) => refuseNull(item, `${path}/${index}`));
  else if (isObject(value))
    for (const [key, child] of Object.entries(value)) refuseNull(child, `${path}/${key}`);
}

function parseOutputs(json: JsonObject): ReadonlyMap<string, OutputDefinition> {
  const entries = Object.entries(json);
  checkCount('outputs', entries.length);
  checkLogicalIds(Object.keys(json), 'Output');
  return new Map(entries.map(([key, output]) => [key, parseOutput(key, output)]));
}

function parseOutput(key: string, json: Json): OutputDefinition {
  if (!isObject(json) || json['Value'] === undefined) {
    throw validationError('Template format error: Every Outputs member must contain a Value object');
  }
  refuseNull(json, `/Outputs/${key}`);
  const { Value: value, Description: description, Export: exported, Condition: condition } = json;
  return {
    key,
    value,
    ...defined('description', typeof description === 'string' ? description : undefined),
    ...defined('exportName', isObject(exported) ? exported['Name'] : undefined),
    ...defined('condition', typeof condition === 'string' ? condition : undefined),
  };
}
