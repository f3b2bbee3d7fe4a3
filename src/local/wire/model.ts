import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceName } from '../cloud.ts';

export type Protocol = 'query' | 'json' | 'rest-json' | 'rest-xml';

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Method, path template with static query, success status; only for the rest protocols. */
  readonly http?: readonly [string, string, number];
}

/** What a service looks like from outside, as AWS's own model says it. */
export interface ServiceModel {
  readonly name: ServiceName;
  readonly protocol: Protocol;
  readonly xmlNamespace: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By shape name, and by the code the query protocol uses where that differs. */
  readonly errors: ReadonlyMap<string, NormalizedSchema>;
}

/** Reads a service's model out of its SDK client package, once. Packages take about 0.1 s, so they load when first needed. */
export function loadModel(name: ServiceName): Promise<ServiceModel> {
  let model = models.get(name);
  if (!model) models.set(name, (model = readModel(name)));
  return model;
}

const models = new Map<ServiceName, Promise<ServiceModel>>();

/** Protocols and namespaces: `protocolSettings` in each client's runtimeConfig; the AWS CLI's models name the same protocols. */
const sources: Record<
  ServiceName,
  { protocol: Protocol; xmlNamespace?: string; load: () => Promise<object> }
> = {
  cloudformation: {
    protocol: 'query',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    load: () => import('@aws-sdk/client-cloudformation'),
  },
  iam: {
    protocol: 'query',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    load: () => import('@aws-sdk/client-iam'),
  },
  sts: {
    protocol: 'query',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    load: () => import('@aws-sdk/client-sts'),
  },
  s3: {
    protocol: 'rest-xml',
    xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    load: () => import('@aws-sdk/client-s3'),
  },
  route53: {
    protocol: 'rest-xml',
    xmlNamespace: 'https://route53.amazonaws.com/doc/2013-04-01/',
    load: () => import('@aws-sdk/client-route-53'),
  },
  apigateway: { protocol: 'rest-json', load: () => import('@aws-sdk/client-api-gateway') },
  lambda: { protocol: 'rest-json', load: () => import('@aws-sdk/client-lambda') },
  logs: { protocol: 'json', load: () => import('@aws-sdk/client-cloudwatch-logs') },
  events: { protocol: 'json', load: () => import('@aws-sdk/client-eventbridge') },
  acm: { protocol: 'json', load: () => import('@aws-sdk/client-acm') },
};

export const serviceNames = Object.keys(sources) as ServiceName[];

/** Operation schemas are `[9, namespace, name, traits, input, output]`, error shapes `[-3, namespace, name, traits, …]`. */
async function readModel(name: ServiceName): Promise<ServiceModel> {
  const { protocol, xmlNamespace = '', load } = sources[name];
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, NormalizedSchema>();
  for (const [key, value] of Object.entries(await load())) {
    if (!key.endsWith('$') || !Array.isArray(value)) continue;
    const schema = value as [number, string, string, Traits, never, never];
    if (schema[0] === 9) {
      const [, , operation, traits, input, output] = schema;
      operations.set(operation, {
        name: operation,
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
        ...(typeof traits === 'object' && traits.http ? { http: traits.http } : {}),
      });
    } else if (schema[0] === -3) {
      const shape = NormalizedSchema.of(value as never);
      errors.set(schema[2], shape);
      const queryCode = typeof schema[3] === 'object' ? schema[3].awsQueryError?.[0] : undefined;
      if (queryCode) errors.set(queryCode, shape);
    }
  }
  return { name, protocol, xmlNamespace, operations, errors };
}

type Traits =
  number | { readonly http?: [string, string, number]; readonly awsQueryError?: readonly [string, number] };

/** Members that must be given: a structure lists them first and says how many they are. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  if (!schema.isStructSchema()) return [];
  const [, , , , members, , required = 0] = schema.getSchema() as unknown as [
    number,
    string,
    string,
    unknown,
    string[],
    unknown[],
    number?,
  ];
  return members.slice(0, required);
}
