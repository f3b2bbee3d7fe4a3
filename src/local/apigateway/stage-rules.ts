import { badRequest, limitExceeded } from './errors.ts';
import type { Quotas } from './operation.ts';
import type { StageRecord, Tags } from './records.ts';
import { now } from './rest-apis.ts';
import type { State } from './state.ts';

/** A new stage with AWS's defaults, its name and variables checked. */
export function buildStage(input: {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string | undefined;
  readonly documentationVersion?: string | undefined;
  readonly cacheClusterEnabled?: boolean | undefined;
  readonly cacheClusterSize?: string | undefined;
  readonly tracingEnabled?: boolean | undefined;
  readonly variables?: Tags | undefined;
  readonly tags?: Tags | undefined;
}): StageRecord {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html; the text is the
  // service's from before hyphens were allowed (https://github.com/Miserlou/Zappa/issues/356).
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(input.stageName)) throw badRequest('Stage name only allows a-zA-Z0-9_');
  const created = now();
  const stage: StageRecord = {
    stageName: input.stageName,
    deploymentId: input.deploymentId,
    description: input.description,
    documentationVersion: input.documentationVersion,
    cacheClusterEnabled: input.cacheClusterEnabled ?? false,
    cacheClusterSize: input.cacheClusterSize,
    tracingEnabled: input.tracingEnabled ?? false,
    variables: input.variables && Object.keys(input.variables).length > 0 ? input.variables : undefined,
    methodSettings: {},
    createdDate: created,
    lastUpdatedDate: created,
    tags: input.tags ?? {},
  };
  checkVariables(stage.variables);
  return stage;
}

/** Names and values as AWS words them: serverless#6133, sirceljm/aws-lambda-blog#10; limits: AWS-FACTS 2. */
export function checkVariables(variables: Tags | undefined): void {
  const entries = Object.entries(variables ?? {});
  if (entries.length > 100) throw limitExceeded('Maximum number of stage variables is 100');
  for (const [name, value] of entries) {
    if (!/^\w{1,64}$/.test(name)) {
      throw badRequest(`Invalid stage variable name: ${name}.  Please use names with only word characters.`);
    }
    if (!/^[A-Za-z0-9\-._~:/?#&=, ]{1,512}$/.test(value)) {
      throw badRequest(
        `Invalid stage variable value: ${value}.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.`,
      );
    }
  }
}

export function checkStageRoom(state: State, scope: string, quotas: Quotas): void {
  if (state.stages.count(scope) >= quotas.stagesPerApi) {
    throw limitExceeded(
      'Maximum number of stages for this API has been reached. Please contact AWS if you need additional stages.',
    );
  }
}
