import type { Live } from '../live/live.ts';
import type { Candidate } from './candidates.ts';
import { parseTemplate } from './parse-template.ts';
import { isDeployed } from './plan-state.ts';
import { isSameJson } from './same-json.ts';

/**
 * Names of the functions that a deploy would make or touch: whether they are free, or still there, decides about it.
 * Sorted; none for functions whose names are left to CloudFormation.
 *
 * @param tags of the stack as they are to be: other tags than the live ones are put on every function.
 */
export function listFunctionNames(
  live: Live,
  { templates }: Candidate,
  tags: Readonly<Record<string, string>>,
): string[] {
  const liveRoot = parseTemplate(live.stack && isDeployed(live.stack) ? live.stack.templateBody : undefined);
  const retags = !isSameJson(live.stack?.record.tags, tags);
  return Object.entries(templates.app.template.Resources)
    .filter(([logicalId, resource]) => retags || !isSameJson(resource, liveRoot?.Resources[logicalId]))
    .flatMap(([, { Type, Properties }]) => {
      const name = Type === 'AWS::Lambda::Function' ? Properties?.['FunctionName'] : undefined;
      return typeof name === 'string' ? [name] : [];
    })
    .sort();
}
