import { restApiLogicalId } from '../templates/logical-ids.ts';
import type { Template } from '../templates/template.ts';

/**
 * Logical ids of the functions that a root template puts to work: those its serving stage names, and those behind the
 * aliases of jobs. Beside them a template may hold others with the same key, which a Rest API on its way out needs.
 */
export function findServingFunctions({ Resources, Outputs }: Template): ReadonlySet<string> {
  const stageLogicalId = `${restApiLogicalId(Number(Outputs?.['Generation']?.Value ?? 0))}Stage`;
  const variables = Object.values(Resources[stageLogicalId]?.Properties?.['Variables'] ?? {});
  const aliases = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Alias');
  return new Set([
    ...variables.flatMap((value) => readFirstReference(value) ?? []),
    ...aliases.flatMap(({ Properties }) => readReference(Properties?.['FunctionName']) ?? []),
  ]);
}

/** `{ 'Fn::Sub': '${Posts}:${PostsVersion1.Version}' }` → `Posts`. */
function readFirstReference(value: unknown): string | undefined {
  const text = (value as { readonly 'Fn::Sub'?: unknown } | null)?.['Fn::Sub'];
  return typeof text === 'string' ? /^\$\{(\w+)\}/.exec(text)?.[1] : undefined;
}

function readReference(value: unknown): string | undefined {
  const name = (value as { readonly Ref?: unknown } | null | undefined)?.Ref;
  return typeof name === 'string' ? name : undefined;
}
