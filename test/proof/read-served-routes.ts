import type { Deployment, Stage } from '@aws-sdk/client-api-gateway';

import type { App } from '../../src/app/app.ts';
import type { EngineHandle } from './engine.ts';

/** What a stage really serves, which is what its deployment froze (AWS-FACTS 2): `GET /posts/{id}`, sorted. */
export async function readServedRoutes(
  engine: EngineHandle,
  restApiId: string,
  stageName: string,
): Promise<string[]> {
  const { deploymentId } = await engine.call<Stage>('apigateway', 'GetStage', { restApiId, stageName });
  const { apiSummary = {} } = await engine.call<Deployment>('apigateway', 'GetDeployment', {
    restApiId,
    deploymentId,
    embed: ['apisummary'],
  });
  return Object.entries(apiSummary)
    .flatMap(([path, methods]) => Object.keys(methods).map((verb) => `${verb} ${path}`))
    .sort();
}

/** What the stage of an app has to serve: its routes, and with CORS an answer to preflights on each of their paths. */
export function listExpectedRoutes({ routes, config }: App): string[] {
  const own = routes.map(({ verb, path }) => `${verb} ${path}`);
  const preflights = routes
    .filter(({ path }) => !own.includes(`ANY ${path}`) && !own.includes(`OPTIONS ${path}`))
    .map(({ path }) => `OPTIONS ${path}`);
  return [...new Set([...own, ...(config.api.cors ? preflights : [])])].sort();
}
