import type {
  ListExportsInput,
  ListExportsOutput,
  ListImportsInput,
  ListImportsOutput,
} from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import { findImporters } from '../scope.ts';
import { takePage } from './pages.ts';

export function listExports(
  engine: Engine,
  input: ListExportsInput,
  context: RequestContext,
): ListExportsOutput {
  const exported = [...engine.store.stacks()]
    .filter(({ account, region }) => account === context.account && region === context.region)
    .flatMap((stack) => stack.outputs.map((output) => ({ stack, output })))
    .filter(({ output }) => output.exportName !== undefined)
    .map(({ stack, output }) => ({
      ExportingStackId: stack.id,
      Name: output.exportName,
      Value: output.value,
    }));
  const { items, nextToken } = takePage(exported, input.NextToken);
  return { Exports: [...items], ...(nextToken !== undefined && { NextToken: nextToken }) };
}

export function listImports(
  engine: Engine,
  input: ListImportsInput,
  context: RequestContext,
): ListImportsOutput {
  const name = input.ExportName ?? '';
  const importers = findImporters(engine, context, name);
  if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
  const { items, nextToken } = takePage(importers, input.NextToken);
  return { Imports: [...items], ...(nextToken !== undefined && { NextToken: nextToken }) };
}
