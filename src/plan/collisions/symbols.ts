import type { Template, TemplateResource } from '../../templates/template.ts';

/**
 * A template together with what its parameters and resources stand for. References become symbols: plain strings that are
 * equal exactly when CloudFormation would put in the same value.
 */
export interface Scope {
  readonly template: Template;
  /** Symbol of a parameter's value. */
  readonly parameter: (name: string) => unknown;
  /** Symbol of the physical resource behind a logical id. */
  readonly identity: (logicalId: string) => string;
  /** Value of an attribute of a nested stack (`Outputs.X`); other attributes are derived from the identity. */
  readonly nestedOutput: (logicalId: string, output: string) => unknown;
}

/**
 * Replaces every reference in a value by its symbol. Functions other than Ref, GetAtt and Sub are kept as they are with
 * their arguments replaced: equal arguments give equal results.
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
  if (name === 'Ref' && typeof argument === 'string') return evaluateRef(argument, scope);
  if (name === 'Fn::GetAtt') {
    const [logicalId = '', ...attribute] = Array.isArray(argument)
      ? argument.map(String)
      : String(argument).split('.');
    return evaluateAttribute(logicalId, attribute.join('.'), scope);
  }
  if (name === 'Fn::Sub') return evaluateSub(argument, scope);
  return Object.fromEntries(entries.map(([key, item]) => [key, evaluate(item, scope)]));
}

function evaluateRef(name: string, scope: Scope): unknown {
  if (name.startsWith('AWS::')) return `\${${name}}`;
  if (isResource(scope.template, name)) return scope.identity(name);
  return scope.parameter(name);
}

function evaluateAttribute(logicalId: string, attribute: string, scope: Scope): unknown {
  if (attribute.startsWith('Outputs.'))
    return scope.nestedOutput(logicalId, attribute.slice('Outputs.'.length));
  return `${scope.identity(logicalId)}.${attribute}`;
}

/** `${X}`, `${X.Att}`, `${AWS::Region}`; `${!X}` is literal text. */
function evaluateSub(argument: unknown, scope: Scope): string {
  const [text, own] = Array.isArray(argument)
    ? [String(argument[0]), argument[1] as Readonly<Record<string, unknown>>]
    : [String(argument), {}];
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${!${name}}`;
    if (Object.hasOwn(own, name)) return asText(evaluate(own[name], scope));
    const dot = name.indexOf('.');
    return asText(
      dot === -1
        ? evaluateRef(name, scope)
        : evaluateAttribute(name.slice(0, dot), name.slice(dot + 1), scope),
    );
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isResource(template: Template, name: string): boolean {
  return Object.hasOwn(template.Resources, name);
}

/** Properties of a resource with every reference replaced by its symbol. */
export function evaluateProperties(
  { Properties = {} }: TemplateResource,
  scope: Scope,
): Readonly<Record<string, unknown>> {
  return evaluate(Properties, scope) as Readonly<Record<string, unknown>>;
}
