import { validationError } from '../errors.ts';
import type { DeletionPolicy } from '../records.ts';
import type { Json } from '../resource-type.ts';
import { checkReferences } from './check-references.ts';
import { checkCount, checkLogicalIds, defined } from './checks.ts';
import { parseBody } from './parse-body.ts';
import { parseParameters } from './parse-parameters.ts';
import { findReferences } from './references.ts';
import {
  isList,
  isObject,
  type JsonObject,
  type OutputDefinition,
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
  const { AWSTemplateFormatVersion: version } = json;
  if (version !== undefined && version !== '2010-09-09') {
    throw validationError(`Template format error: AWSTemplateFormatVersion value must be 2010-09-09.`);
  }
  for (const section of Object.keys(json)) {
    if (!sections.has(section)) throw validationError(`Invalid template property or properties [${section}]`);
  }
  if (json['Rules'] !== undefined) {
    throw validationError(
      'Rules are not carried out by the embedded AWS: leave them out, or check the values before.',
    );
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

function section(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  if (value === undefined) return {};
  if (!isObject(value)) throw validationError(`Template format error: ${name} section must be an object.`);
  return value;
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
