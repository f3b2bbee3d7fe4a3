import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  GetResourcesCommand,
  GetStageCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { expect, test } from 'vitest';
import { createApiGateway } from '../../../src/local/apigateway/service.ts';
import { clientOptions, startForTest } from '../start-for-test.ts';

test('the ordinary SDK client makes an API, deploys it and reads it back', async () => {
  const aws = await startForTest({ services: (cloud) => [createApiGateway(cloud)] });
  const client = new APIGatewayClient(clientOptions(aws));
  const {
    id: restApiId,
    rootResourceId: parentId,
    createdDate,
  } = await client.send(new CreateRestApiCommand({ name: 'demo', binaryMediaTypes: ['*/*'] }));
  expect(createdDate).toBeInstanceOf(Date);
  const { id: resourceId } = await client.send(
    new CreateResourceCommand({ restApiId, parentId, pathPart: '{id}' }),
  );
  await expect(
    client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: '{slug}' })),
  ).rejects.toMatchObject({
    name: 'BadRequestException',
    message: 'A sibling ({id}) of this resource already has a variable path part -- only one is allowed',
    $metadata: { httpStatusCode: 400 },
  });
  const place = { restApiId, resourceId, httpMethod: 'GET' };
  await client.send(new PutMethodCommand({ ...place, authorizationType: 'NONE' }));
  await client.send(new PutIntegrationCommand({ ...place, type: 'MOCK' }));
  const { id: deploymentId } = await client.send(
    new CreateDeploymentCommand({ restApiId, stageName: 'dev' }),
  );
  await client.send(
    new UpdateStageCommand({
      restApiId,
      stageName: 'dev',
      patchOperations: [{ op: 'replace', path: '/variables/posts', value: 'demo-posts:1' }],
    }),
  );
  expect(await client.send(new GetStageCommand({ restApiId, stageName: 'dev' }))).toMatchObject({
    deploymentId,
    variables: { posts: 'demo-posts:1' },
  });
  const { items } = await client.send(new GetResourcesCommand({ restApiId, embed: ['methods'] }));
  expect(items).toMatchObject([
    { path: '/' },
    {
      path: '/{id}',
      resourceMethods: { GET: { methodIntegration: { type: 'MOCK', timeoutInMillis: 29_000 } } },
    },
  ]);
});
