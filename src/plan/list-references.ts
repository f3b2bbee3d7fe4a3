import type { TemplateResource } from '../templates/template.ts';

/** Names that a resource refers to by Ref, Fn::GetAtt, Fn::Sub or DependsOn: logical ids, parameters, pseudo parameters. */
export function listReferences({ Properties, DependsOn }: TemplateResource): string[] {
  const names = new Set<string>(typeof DependsOn === 'string' ? [DependsOn] : DependsOn);
  collect(Properties, names);
  return [...names];
}

function collect(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, names);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, argument] of Object.entries(value)) {
    if (key === 'Ref' && typeof argument === 'string') names.add(argument);
    else if (key === 'Fn::GetAtt')
      names.add(String(Array.isArray(argument) ? argument[0] : argument).split('.')[0] ?? '');
    else if (key === 'Fn::Sub') collectFromSub(argument, names);
    else collect(argument, names);
  }
}

function collectFromSub(argument: unknown, names: Set<string>): void {
  const [text, own] = Array.isArray(argument)
    ? [String(argument[0]), argument[1] as object]
    : [String(argument), {}];
  for (const [, literal, name = ''] of text.matchAll(/\$\{(!?)([^}]+)\}/g)) {
    if (!literal && !Object.hasOwn(own, name)) names.add(name.split('.')[0] ?? '');
  }
  collect(own, names);
}
