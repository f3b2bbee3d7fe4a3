import { readJetsMetadata } from './jets-metadata.ts';
import type { Template, TemplateResource } from './template.ts';

/** What a logical id stands for, in a person's words. */
export interface LogicalIdDescription {
  readonly kind: 'route' | 'preflight' | 'path' | 'function' | 'part';
  /** `GET /posts/:id (posts#show)`, `function posts_controller`. */
  readonly text: string;
  /** Routes and preflights: `GET /posts/{id}`, verb and path as a `Route` has them. */
  readonly method?: string;
  /** API resources: `/posts/{id}`. */
  readonly path?: string;
  /** Functions and what belongs to them. */
  readonly functionKey?: string;
}

/** A set of templates, as built or as read back from what is live. */
export interface DescribedTemplates {
  readonly app: { readonly template: Template };
  readonly pages: readonly { readonly template: Template }[];
}

/** What the logical ids of all templates stand for, for messages about what CloudFormation did. */
export function describeLogicalIds({ app, pages }: DescribedTemplates): Map<string, LogicalIdDescription> {
  return new Map(
    [app, ...pages].flatMap(({ template }) =>
      Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
        const description = describe(resource);
        return description ? [[logicalId, description] as const] : [];
      }),
    ),
  );
}

function describe(resource: TemplateResource): LogicalIdDescription | undefined {
  const { route, target, method, preflight, path, function: functionKey, part } = readJetsMetadata(resource);
  if (route !== undefined) {
    return { kind: 'route', text: `${route} (${target})`, ...(method === undefined ? {} : { method }) };
  }
  if (preflight !== undefined) {
    return {
      kind: 'preflight',
      text: `CORS preflight of ${preflight}`,
      ...(method === undefined ? {} : { method }),
    };
  }
  if (path !== undefined) return { kind: 'path', text: `path ${path}`, path };
  if (functionKey !== undefined) {
    const noun = functionNouns[resource.Type];
    return { kind: 'function', text: `${noun ?? ''}function ${functionKey}`, functionKey };
  }
  return part === undefined ? undefined : { kind: 'part', text: part };
}

const functionNouns: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role of ',
  'AWS::Logs::LogGroup': 'log group of ',
  'AWS::Lambda::Version': 'version of ',
  'AWS::Lambda::Alias': 'alias of ',
  'AWS::Events::Rule': 'schedule of ',
  'AWS::Lambda::Permission': 'permission of the schedule of ',
};
