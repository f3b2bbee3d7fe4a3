import type { Aws } from '../../src/aws/connection.ts';
import { loadLive, loadLivePages } from '../../src/live/live.ts';
import { buildTemplates } from '../../src/templates/build-templates.ts';
import { readLivePages } from '../../src/templates/read-live-pages.ts';
import type { BuiltApp } from './app-sketch.ts';
import type { StackUpdate } from './deploy-update.ts';

/**
 * What a tool without a planner does: builds the app's templates for the Rest API that is live and updates the stack. It
 * has the same sticky pages and logical ids as jets, so that the difference is the planner alone.
 */
export async function buildPlainUpdate(
  aws: Aws,
  { app, artifacts }: BuiltApp,
  tags: Readonly<Record<string, string>>,
): Promise<StackUpdate> {
  const { stack } = await loadLive(aws, app.namespace);
  if (!stack) throw new Error(`${app.namespace} is not deployed`);
  const pages = await loadLivePages(aws, stack.record.id);
  const generation = Number(stack.record.outputs['Generation'] ?? 0);
  const built = buildTemplates({
    app,
    artifacts,
    generation,
    livePages: readLivePages(pages, generation),
  });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const templates = [built.value.app, ...built.value.pages];
  return {
    stackName: app.namespace,
    action: 'update',
    template: built.value.app.key,
    templates,
    artifacts,
    tags,
  };
}
