import { randomUUID } from 'node:crypto';

import type { CreateRoleResponse } from '@aws-sdk/client-iam';
import { zipSync } from 'fflate';

import type { EngineHandle } from './engine.ts';

/** A method that answers by itself, or one that is not finished: without an integration. */
export async function putMethod(
  engine: EngineHandle,
  target: {
    readonly restApiId: string;
    readonly resourceId: string | undefined;
    readonly httpMethod: string;
  },
  isUnfinished: boolean,
): Promise<void> {
  await engine.call('apigateway', 'PutMethod', { ...target, authorizationType: 'NONE' });
  if (isUnfinished) return;
  await engine.call('apigateway', 'PutIntegration', {
    ...target,
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
  });
}

/** @returns whether the name was free. */
export async function makeFunction(engine: EngineHandle, functionName: string): Promise<boolean> {
  const assumed = {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const { Role } = await engine.call<CreateRoleResponse>('iam', 'CreateRole', {
    RoleName: `by-hand-${randomUUID()}`,
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [assumed] }),
  });
  try {
    await engine.call('lambda', 'CreateFunction', {
      FunctionName: functionName,
      Role: Role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.js': Buffer.from('exports.handler = async () => {};') }) },
    });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceConflictException') return false;
    throw error;
  }
}
