import type { Engine } from '../engine.ts';
import { requireStack } from '../events.ts';
import type { StackOutput, StackRecord } from '../records.ts';
import { findExporter, findImporters } from '../scope.ts';
import { asText, resolveValue, type Scope } from '../template/resolve.ts';
import type { StackRun } from './stack-run.ts';

/** The stack's outputs as its resources stand. Throws when an export is taken, or in use and would change. */
export function decideOutputs(engine: Engine, run: StackRun, scope: Scope): readonly StackOutput[] {
  const stack = requireStack(engine, run.stackId);
  const outputs = [...run.template.outputs.values()]
    .filter(({ condition }) => condition === undefined || scope.condition(condition))
    .map((output): StackOutput => ({
      key: output.key,
      value: asText(resolveValue(output.value, scope)),
      ...(output.description !== undefined && { description: output.description }),
      ...(output.exportName !== undefined && { exportName: asText(resolveValue(output.exportName, scope)) }),
    }));
  refuseTakenExports(engine, stack, outputs);
  refuseChangesInUse(engine, stack, outputs);
  return outputs;
}

function refuseTakenExports(engine: Engine, stack: StackRecord, outputs: readonly StackOutput[]): void {
  for (const { exportName } of outputs) {
    const exporter = exportName === undefined ? undefined : findExporter(engine, stack, exportName);
    if (exporter !== undefined && exporter.stack.id !== stack.id) {
      throw new Error(`Export with name ${exportName} is already exported by stack ${exporter.stack.name}`);
    }
  }
}

function refuseChangesInUse(engine: Engine, stack: StackRecord, outputs: readonly StackOutput[]): void {
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const after = outputs.find((output) => output.exportName === exportName);
    if (after?.value === value) continue;
    const importers = findImporters(engine, stack, exportName).filter((name) => name !== stack.name);
    if (importers.length > 0) {
      const verb = after === undefined ? 'deleted' : 'updated';
      throw new Error(`Export ${exportName} cannot be ${verb} as it is in use by ${importers.join(', ')}`);
    }
  }
}
