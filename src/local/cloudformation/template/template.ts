import type { DeletionPolicy } from '../records.ts';
import type { Json } from '../resource-type.ts';

export type JsonObject = { readonly [key: string]: Json };

/** A template that passed every check that needs no parameter values. */
export interface Template {
  readonly description?: string;
  readonly metadata?: Json;
  readonly parameters: ReadonlyMap<string, ParameterDefinition>;
  readonly mappings: JsonObject;
  readonly conditions: ReadonlyMap<string, Json>;
  /** In the template's order. */
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
}

export interface ParameterDefinition {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
  readonly noEcho: boolean;
  readonly description?: string;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly constraintDescription?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
}

export interface ResourceDefinition {
  readonly logicalId: string;
  readonly type: string;
  /** As written. */
  readonly properties: JsonObject;
  readonly metadata?: Json;
  readonly condition?: string;
  readonly deletionPolicy?: DeletionPolicy;
  readonly updateReplacePolicy?: DeletionPolicy;
  /** Logical ids of resources that come before this one: references and DependsOn, without repeats. */
  readonly dependencies: readonly string[];
}

export interface OutputDefinition {
  readonly key: string;
  readonly value: Json;
  readonly description?: string;
  readonly exportName?: Json;
  readonly condition?: string;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Array.isArray` for readonly arrays. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const pseudoParameters: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);
