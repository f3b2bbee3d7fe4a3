import { onTestFinished } from 'vitest';

import { type Aws, connectAws } from '../../src/aws/connection.ts';
import { type FaultRule, startFaultyProxy } from '../e2e/support/faulty-proxy.ts';
import { openAws } from '../local/facts/open-aws.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const connect = (endpoint: string): Aws =>
  connectAws({ region: 'us-east-1', endpoint, pathStyleBuckets: true, credentials });

/** The embedded AWS behind HTTP, as jets calls it, with the domain api.example.com. */
export async function openRelease() {
  const aws = await openAws();
  await aws.apigateway.createDomainName({
    domainName: 'api.example.com',
    regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b1c',
    endpointConfiguration: { types: ['REGIONAL'] },
  });
  return {
    ...aws,
    jets: connect(aws.endpoint),
    /** The same through a connection that spoils chosen calls. */
    connectThrough: async (...rules: readonly FaultRule[]) => {
      const proxy = await startFaultyProxy(aws.endpoint, rules);
      onTestFinished(() => proxy.close());
      return { jets: connect(proxy.endpoint), operations: proxy.operations };
    },
    /** A Rest API that answers `GET /` with its name by itself, in stage dev; gives its id. */
    makeApi: async (name: string): Promise<string> => {
      const { id: restApiId = '', rootResourceId: resourceId = '' } = await aws.apigateway.createRestApi({
        name,
      });
      const place = { restApiId, resourceId, httpMethod: 'GET' };
      await aws.apigateway.putMethod({ ...place, authorizationType: 'NONE' });
      await aws.apigateway.putIntegration({
        ...place,
        type: 'MOCK',
        requestTemplates: { 'application/json': '{"statusCode": 200}' },
      });
      await aws.apigateway.putMethodResponse({ ...place, statusCode: '200' });
      await aws.apigateway.putIntegrationResponse({
        ...place,
        statusCode: '200',
        responseTemplates: { 'application/json': name },
      });
      await aws.apigateway.createDeployment({ restApiId, stageName: 'dev' });
      return restApiId;
    },
    /** `v1 → <id>/dev` */
    readMappings: async (): Promise<string[]> => {
      const { items = [] } = await aws.apigateway.getBasePathMappings({ domainName: 'api.example.com' });
      return items.map(({ basePath, restApiId, stage }) => `${basePath} → ${restApiId}/${stage}`);
    },
  };
}

export type OpenRelease = Awaited<ReturnType<typeof openRelease>>;
